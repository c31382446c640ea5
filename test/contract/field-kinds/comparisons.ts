import { expect, it } from '@jest/globals';
import type { HalBody } from '../../support/clients.ts';
import type { SpecimenClient } from './specimen-client.ts';

const digits = '12345678901234567';

/** Weights and their canonical forms, in ascending order; two are equal. */
const weights = [
  [`-${digits}.${digits}`, `-${digits}.${digits}`],
  ['-10', '-10'],
  ['-9.5', '-9.5'],
  ['-0', '0'],
  ['0.10', '0.1'],
  ['9', '9'],
  ['9.00', '9'],
  ['10.010', '10.01'],
  [`${digits}.${digits}`, `${digits}.${digits}`],
] as const;

/** Points in time, in ascending order; two are equal. */
const times = [
  ['2025-12-31t23:59:59.250z', '2025-12-31T23:59:59.25Z'],
  ['2026-01-01T10:00:00+14:00', '2026-01-01T10:00:00+14:00'],
  ['2026-01-01T00:30:00+02:00', '2026-01-01T00:30:00+02:00'],
  ['2025-12-31T22:30:00Z', '2025-12-31T22:30:00Z'],
  ['2025-12-31T23:30:00-00:00', '2025-12-31T23:30:00-00:00'],
  ['2025-12-31T13:00:00.001-11:30', '2025-12-31T13:00:00.001-11:30'],
] as const;

const sortedTimes = [times[1], times[2], times[3], times[4], times[0], times[5]];

/** Declares the tests of filters, sorting and cursors. */
export function comparisons(client: SpecimenClient): void {
  comparesDecimals(client);
  comparesDateTimes(client);
  pagesMissingValues(client);
}

function comparesDecimals({ post, create, find, list, readPages }: SpecimenClient): void {
  it('compare, sort and page decimals by value', async () => {
    const group = { day: '2001-01-01' };
    for (const [index, [weight, canonical]] of weights.entries()) {
      const foundAt = `2001-01-01T00:00:0${index}Z`;
      const created =
        index % 2 === 0
          ? (await post({ ...group, weight, foundAt })).body
          : (await create({ ...group, weight, foundAt })).specimen;
      expect(created.weight).toBe(canonical);
    }
    const canonical = weights.map(([, each]) => each);
    const inHal = async (where: object, sort?: string) =>
      (await find({ ...group, ...where }, sort)).map(({ weight }) => weight as string);
    expect(await inHal({}, 'weight')).toEqual(canonical);
    expect(await inHal({}, '-weight')).toEqual(canonical.toReversed());
    expect(await inHal({ weight: '9.0' })).toEqual(['9', '9']);
    expect(await inHal({ weight: { $gt: '-9.50', $lt: '9' } })).toEqual(['0', '0.1']);
    expect(await inHal({ weight: { $gte: '10.0099999', $lte: '10.01' } })).toEqual(['10.01']);
    expect(await inHal({ weight: { $in: ['-10.0', '0.1', '7'] } })).toEqual(['-10', '0.1']);
    expect(await inHal({ weight: { $nin: canonical.slice(1) } })).toEqual([canonical[0]]);
    expect(await inHal({ price: null })).toHaveLength(weights.length);
    for (const direction of ['ASC', 'DESC'] as const) {
      const variables = { filter: { day: { eq: group.day } }, orderBy: [{ field: 'WEIGHT', direction }] };
      const expected = direction === 'ASC' ? canonical : canonical.toReversed();
      for (const forwards of [true, false]) expect(await readPages(variables, 'weight', forwards)).toEqual(expected);
    }
    const filter = { day: { eq: group.day }, weight: { gt: '-10.0', in: ['9.000', '-10', '-9.5'] } };
    expect((await list({ filter })).nodes.map(({ weight }: HalBody) => weight)).toEqual(['-9.5', '9', '9']);
  });
}

function comparesDateTimes({ post, create, find, list, readPages }: SpecimenClient): void {
  it('keep the offset of a date-time, and compare, sort and page it as a point in time', async () => {
    const group = { day: '2001-01-02' };
    for (const [index, [foundAt, canonical]] of times.entries()) {
      const weight = `${index}.25`;
      const created =
        index % 2 === 0
          ? (await post({ ...group, weight, foundAt })).body
          : (await create({ ...group, weight, foundAt })).specimen;
      expect(created.foundAt).toBe(canonical);
    }
    const canonical = sortedTimes.map(([, each]) => each);
    const inHal = async (where: object, sort?: string) =>
      (await find({ ...group, ...where }, sort)).map(({ foundAt }) => foundAt as string);
    expect(await inHal({}, 'foundAt')).toEqual(canonical);
    expect(await inHal({ foundAt: '2025-12-31T23:30:00+01:00' }, 'foundAt')).toEqual(canonical.slice(1, 3));
    expect(await inHal({ foundAt: { $gt: '2026-01-01T00:30:00+02:00' } }, 'foundAt')).toEqual(canonical.slice(3));
    expect(await inHal({ foundAt: { $nin: ['2025-12-31T22:30:00Z'] }, soldAt: null }, '-foundAt')).toEqual(
      canonical.toSpliced(1, 2).reverse(),
    );
    for (const forwards of [true, false]) {
      const variables = { filter: { day: { eq: group.day } }, orderBy: [{ field: 'FOUND_AT', direction: 'ASC' }] };
      expect(await readPages(variables, 'foundAt', forwards)).toEqual(canonical);
    }
    const filter = { day: { eq: group.day }, foundAt: { lte: '2026-01-01T00:30:00+02:00' } };
    expect((await list({ filter })).totalCount).toBe(3);
  });
}

function pagesMissingValues({ post, find, readPages }: SpecimenClient): void {
  it('page date-times and decimals that some documents lack', async () => {
    const group = { day: '2001-01-03' };
    const sold = ['2026-01-01T00:00:00+01:00', undefined, '2025-12-31T23:00:00Z', undefined, '2027-01-01T00:00:00Z'];
    for (const [index, soldAt] of sold.entries())
      await post({ ...group, weight: String(index), soldAt, price: index < 2 ? '1.1' : undefined });
    for (const [field, name] of [
      ['SOLD_AT', 'soldAt'],
      ['PRICE', 'price'],
    ] as const)
      for (const direction of ['ASC', 'DESC']) {
        const variables = { filter: { day: { eq: group.day } }, orderBy: [{ field, direction }] };
        const expected = (await find(group, `${direction === 'ASC' ? '' : '-'}${name}`)).map(
          (each) => each.weight as string,
        );
        for (const forwards of [true, false]) expect(await readPages(variables, 'weight', forwards)).toEqual(expected);
      }
  });
}
