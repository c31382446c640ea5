import type { Product } from '../kit/util/product.ts';

/** The identity of this product. Every part receives it through its settings. */
export const product: Product = { name: 'Event Buddy', slug: 'event-buddy', curie: 'eb' };
