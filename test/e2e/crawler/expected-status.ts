import type { RoleName } from '../../support/roles.ts';
import type { CrawlerRoute } from './routes.ts';

/** Identity of a crawl: a role, its username and the `_id` of its account, which are undefined if anonymous. */
export interface Crawler {
  readonly role: RoleName;
  readonly as: string | undefined;
  readonly id: string | undefined;
}

/** Paths that need no authentication: homes, operations and documentation. */
const publicPath =
  /^\/(|app|health|metrics|sdl|jwks|openapi\.json|graphql|problems\/.+|relations|relations\/.+|.+\/relations\/.+|gateway_registrations|gateway_registrations\/.+)$/;

/** Create forms that all roles see linked, with the roles that are not allowed to create the resource. */
const rolesWithoutCreateForm: Readonly<Record<string, readonly RoleName[]>> = {
  '/venues/create-form': ['member', 'hr'],
  '/accounts/create-form': ['member', 'manager'],
};

/**
 * Returns the expected status of GET for an advertised URL, according to the permissions of the domain: 401, 403 or 404
 * where access is denied, 405 where GET is not supported, 406 for streams of changes, 200 otherwise.
 */
export function expectedStatus(url: string, route: CrawlerRoute, { role, id }: Crawler): number {
  const { pathname } = new URL(url);
  if (!route.methods.includes('GET')) return 405;
  if (role === 'anonymous') return publicPath.test(pathname) ? 200 : 401;
  if (rolesWithoutCreateForm[pathname]?.includes(role) === true) return 403;
  const isOthers = role === 'member' && !pathname.split('/').includes(id ?? '');
  if (route.path.startsWith('/accounts/:id') && isOthers) return 404;
  // The crawler accepts HAL alone.
  if (route.path.endsWith('/changes')) return 406;
  if (role !== 'member') return 200;
  if (route.path === '/registrations/account/:parent/create-form') return isOthers ? 403 : 200;
  return 200;
}
