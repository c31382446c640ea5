import type { ComponentType } from 'preact';
import type { Route } from '../routes/route.ts';

/** What a view is given. */
export interface ViewProps {
  readonly route: Route;
}

/** A view of the app: `#name`, or `#name/id`. */
export interface View {
  /** The first part of the fragment. A view of single documents has the name of their relation. */
  readonly name: string;
  /** The title in the menu; undefined if the view is not in it. */
  readonly menu?: string;
  /** The link of the root without which the view is not in the menu. */
  readonly needs?: string;
  /** Whether somebody has to be signed in for it to be in the menu. */
  readonly isPersonal?: true;
  readonly Component: ComponentType<ViewProps>;
}
