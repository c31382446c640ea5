import { z } from 'zod';

/** The name of a resource or a relation, as another service sends it. It becomes a part of paths and queries. */
export const nameShape = z.string().regex(/^[a-z][a-zA-Z0-9]{0,99}$/);
