import { compare, holdAlike, report, type Asked, type Case, type Compared, type Sides } from './compare.ts';
import { openSide, type Side } from './side.ts';
import { venueId } from './sides/documents.ts';
import { grounds, type Ground } from './stage.ts';

/**
 * `npm run bench:hal`: the HAL face beside an Express handler by hand that answers with the same bytes, in the same run,
 * as ratios. Each side is one process, driven by this one; the product's callers have tokens, the handler asks for none.
 * A word after `--` chooses the cases that have it in their title.
 */
const page = 25;

function request(side: Side, path: string, { role, ...more }: Partial<Asked> & { readonly role: string }): Asked {
  const authorization = side.authorization[role];
  const headers = { accept: 'application/hal+json', ...(authorization === undefined ? {} : { authorization }) };
  return {
    method: 'GET',
    url: `${side.urls['venues'] ?? ''}${path}`,
    ...more,
    headers: { ...headers, ...more.headers },
  };
}

const reading =
  (path: string): Case['ask'] =>
  (side) =>
    request(side, path, { role: 'member' });

const creating: Case['ask'] = (side, number) =>
  request(side, '/venues', {
    role: 'manager',
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: `New Venue ${number}`, description: 'Just built.', capacity: 20 }),
  });

const cases: readonly Case[] = [
  { title: 'item', aim: 0.7, ask: reading(`/venues/${venueId(500)}`) },
  { title: `list of ${page}`, aim: 0.6, ask: reading(`/venues?max_results=${page}`) },
  { title: `list of ${page}, each with its events`, ask: reading(`/venues?embed=event&max_results=${page}`) },
  { title: 'create', ask: creating },
];

async function measure(ground: Ground): Promise<readonly Compared[]> {
  const sides: Sides = {
    bare: await openSide('bare-hal', ground.place('bare')),
    product: await openSide('product', ground.place('product')),
  };
  try {
    const compared: Compared[] = [];
    for (const what of cases.filter(({ title }) => title.includes(process.argv[2] ?? ''))) {
      await holdAlike(sides, what);
      compared.push(await compare(sides, what));
    }
    return compared;
  } finally {
    await Promise.all([sides.bare.close(), sides.product.close()]);
  }
}

for (const ground of await grounds()) {
  console.log(report(`the HAL face on ${ground.name}, beside a handler by hand`, await measure(ground)));
  await ground.close();
}
