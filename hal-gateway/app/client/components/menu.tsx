import { usePage } from '../../../../kit/html/client/components/context.ts';
import { linkOf } from '../../../../kit/html/client/model/hal.ts';
import { root } from '../hypermedia/trail.ts';
import { linkTo, type Route } from '../routes/route.ts';
import { views } from '../views/views.ts';
import { useSource } from './use-source.ts';

/** The views that the root has a link for, and that whoever looks at it can use. */
export const Menu = ({ route }: { readonly route: Route }) => {
  const { session } = usePage();
  const { document } = useSource(root);
  const shown = views.filter(
    ({ menu, needs, isPersonal }) =>
      menu !== undefined &&
      (isPersonal === undefined || session !== undefined) &&
      (needs === undefined || linkOf(document?.body, needs, document?.url ?? '') !== undefined),
  );
  return (
    <nav class="menu" aria-label="Views">
      <ul>
        {shown.map(({ name, menu }) => (
          <li key={name}>
            <a href={linkTo(name)} {...(route.view === name ? { 'aria-current': 'page' as const } : {})}>
              {menu}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
};
