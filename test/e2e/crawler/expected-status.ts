import type { Role } from './callers.ts';
import type { KnownRoute } from './routes.ts';

/** A caller, and the `_id` of their account if they have one. */
export interface Crawler {
  readonly role: Role;
  readonly as: string | undefined;
  readonly id: string | undefined;
}

/** What everybody may read: homes, and what explains things. */
const open =
  /^\/(|health|metrics|sdl|jwks|openapi\.json|graphql|problems\/.+|relations|relations\/.+|.+\/relations\/.+|gateway_registrations|gateway_registrations\/.+)$/;

/** Forms for something new, which are documented for all, and who may not create that. */
const mayNotCreate: Readonly<Record<string, readonly Role[]>> = {
  '/venues/create-form': ['member', 'hr'],
  '/accounts/create-form': ['member', 'manager'],
};

/**
 * The status with which GET of an advertised URL is to be answered, by the domain's table: what is refused there is
 * refused, what has no GET says so, and everything else works.
 */
export function expectedStatus(url: string, route: KnownRoute, { role, id }: Crawler): number {
  const { pathname } = new URL(url);
  if (!route.methods.includes('GET')) return 405;
  if (role === 'anonymous') return open.test(pathname) ? 200 : 401;
  if (mayNotCreate[pathname]?.includes(role) === true) return 403;
  if (role !== 'member') return 200;
  const isOthers = !pathname.split('/').includes(id ?? '');
  if (route.path.startsWith('/accounts/:id')) return isOthers ? 404 : 200;
  if (route.path === '/registrations/account/:parent/create-form') return isOthers ? 403 : 200;
  return 200;
}
