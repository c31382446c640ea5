import type { Face, FaceSettings } from './face.ts';
import { graphqlFace } from './graphql.ts';
import { halFace } from './hal.ts';

/** Creates the faces that workers choose from, each as often as it is to be chosen. */
export const facesOf = (settings: FaceSettings): readonly Face[] => [
  halFace(settings),
  halFace(settings),
  graphqlFace(settings, 'subgraph'),
  graphqlFace(settings, 'gateway'),
];
