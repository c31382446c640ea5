import type { Product } from '../kit/util/product.ts';

/** The identity of this product; every part gets it through its settings. */
export const product: Product = { name: 'Event Buddy', slug: 'event-buddy', curie: 'eb' };
