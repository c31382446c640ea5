import { hashPassword } from '../../../kit/access/passwords.ts';
import { newDocument, newId } from '../../../kit/resource/documents.ts';

/** The number of members in the stores of the contenders, as many as a hot event has seats unless a benchmark sets it. */
export const memberCount = Number(process.env['BENCH_MEMBERS'] ?? 5000);

/** Creates the documents of members. */
export async function newMembers(count: number) {
  const password = await hashPassword('password');
  return Array.from({ length: count }, (_, index) =>
    newDocument(
      { username: `member${index}`, name: 'Member', role: 'member', password },
      { _id: newId(), owner: undefined },
    ),
  );
}
