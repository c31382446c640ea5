/**
 * The protections of integrity, and how each is taken out of the source: every edit replaces a text that occurs exactly
 * once in its file. `scenario` is where its absence shows.
 */
export const protections = {
  'mark-stops-references': {
    what: 'a reference is not added to what is marked for deletion',
    scenario: 'remove',
    file: 'kit/resource/operations/references.ts',
    edits: [['if (state.value.leaving)', 'if (false)']],
  },
  'target-exists': {
    what: 'a reference is not added to what does not exist',
    scenario: 'remove',
    file: 'kit/resource/operations/references.ts',
    edits: [
      [
        'if (state.value === undefined) return missingReference',
        'if (state.value === undefined) continue; if (false) return missingReference',
      ],
    ],
  },
  'removal-counts-referrers': {
    what: 'a removal counts the documents that refer to it',
    scenario: 'remove',
    file: 'kit/resource/operations/check-references.ts',
    edits: [['if (holders.value.length > 0)', 'if (false)']],
  },
  'removal-waits-for-pending': {
    what: 'a removal waits for pending writes that add a reference',
    scenario: 'remove',
    file: 'kit/resource/operations/check-references.ts',
    edits: [['if (pending > 0 && (settled === 0 || cascades))', 'if (false)']],
  },
  'pending-counted-first': {
    what: 'pending writes are counted before confirmed documents',
    scenario: 'remove',
    file: 'kit/resource/operations/reference-state.ts',
    edits: [
      [
        '  // Pending writes are counted first',
        '  const refers = { [relation]: { $in: ids } };\n  const settled = await runtime.documents.count({ $and: [refers, committedFilter] });\n  // Pending writes are counted first',
      ],
      [
        '  const refers = { [relation]: { $in: ids } };\n  const settled = await runtime.documents.count({ $and: [refers, committedFilter] });\n  const permitted',
        '  const permitted',
      ],
    ],
  },
  'referrers-remembered': {
    what: 'who refers is stored before a first reference is allowed',
    scenario: 'first',
    file: 'kit/hal/routes/internal.ts',
    edits: [['      await internalApi.remember(referrers);\n      const queries', '      const queries']],
  },
  'removal-names-mark': {
    what: 'a removal names the token of its mark',
    scenario: 'remove',
    file: 'kit/resource/operations/remove.ts',
    edits: [['runtime.documents.remove(ownedBy(document, mark))', 'runtime.documents.remove({ _id })']],
  },
  'change-names-token': {
    what: 'the confirmation of a change names its token',
    scenario: 'move',
    file: 'kit/resource/operations/write-change.ts',
    edits: [
      [
        'runtime.documents.update(ownedBy(previous, pendingWrite), update)',
        'runtime.documents.update({ _id: previous._id }, update)',
      ],
    ],
  },
  'pending-values-visible': {
    what: 'the new values of a pending change are part of the reference state',
    scenario: 'move',
    file: 'kit/resource/operations/reference-state.ts',
    edits: [["kind === 'changing' && next !== undefined ? wireValues(next) : undefined", 'undefined']],
  },
  'seat-checked-again': {
    what: 'a registration checks its seat after it was written',
    scenario: 'move',
    file: 'kit/resource/operations/creation/allocate.ts',
    edits: [['if (isValid.value) break;', 'break;']],
  },
  'limit-has-version': {
    what: 'a limit that was fetched is stored only if it was not changed meanwhile',
    scenario: 'seats',
    file: 'subgraphs/registrations/capacity-limits.ts',
    edits: [['const unchanged = { _id: event, version: record.version };', 'const unchanged = { _id: event };']],
  },
  'limits-lowered': {
    what: 'stored limits are lowered before registrations above them are moved',
    scenario: 'seats',
    file: 'subgraphs/registrations/lower-limits.ts',
    edits: [['    await lowerLimits(events, capacity, context);\n', '']],
  },
  'unknown-limit-fetched': {
    what: 'an unknown limit is not that of a venue to which the event may not get',
    scenario: 'full',
    file: 'subgraphs/registrations/capacity-limits.ts',
    edits: [
      [
        'const above = { capacity: { $gt: capacity } };',
        'const above = { $or: [{ capacity: null }, { capacity: { $gt: capacity } }] };',
      ],
    ],
  },
  'limit-fetched-before-full': {
    what: 'the limit is fetched again before an event is called full',
    scenario: 'seats',
    file: 'subgraphs/registrations/seating.ts',
    edits: [
      ['import { refreshLimit,', 'import { refreshLimit, storedLimit,'],
      [
        'let limit = former === undefined ? await refreshLimit(event, context) : succeed(former);',
        'const known = await storedLimit(event, context);\n  let limit = known === undefined ? await refreshLimit(event, context) : succeed({ capacity: known, isBeingLowered: false, version: "" });',
      ],
      [
        'limit = await refreshLimit(event, context);\n    if (limit.ok && limit.value.capacity === capacity && limit.value.version === version) return succeed(seating);',
        'return succeed(seating);',
      ],
    ],
  },
  'full-limit-has-version': {
    what: 'a limit that was lowered meanwhile makes no event full',
    scenario: 'seats',
    file: 'subgraphs/registrations/seating.ts',
    edits: [[' && limit.value.version === version', '']],
  },
  'pending-rejects-nobody': {
    what: 'a pending registration does not make an event full',
    scenario: 'seats',
    file: 'subgraphs/registrations/seat-allocation.ts',
    edits: [['if (committed + (await countOwn(document, capacity, context)) < capacity)', 'if (false)']],
  },
  'group-tells-each': {
    what: 'who confirms together is told whose pending write was recovered',
    scenario: 'together',
    file: 'kit/resource/operations/creation/confirm-together.ts',
    edits: [['goneAndConfirmed > 0 || left.has(document._id)', 'document !== undefined']],
  },
  'account-is-unique': {
    what: 'the store has a unique index of event and account',
    scenario: 'seats',
    file: 'subgraphs/registrations/registration.ts',
    edits: [["{ fields: ['event', 'account'], onConflict: 'returnExisting' }, ", '']],
  },
  'creation-sent-once': {
    what: 'a creation for a caller is sent to its service once',
    scenario: 'seats',
    file: 'kit/remote/internal-api.ts',
    edits: [['repeatable: false }', 'repeatable: true }']],
  },
  'booking-is-conditional': {
    what: 'a booking is stored on the condition that none overlaps',
    scenario: 'schedule',
    file: 'subgraphs/events/no-overlap.ts',
    edits: [['{ _id, $nor: [overlapFilter(booking.event, booking)] }', '{ _id }']],
  },
  'pending-booking-is-valid': {
    what: 'the booking of a pending write is not removed',
    scenario: 'schedule',
    file: 'subgraphs/events/no-overlap.ts',
    edits: [
      ['if (event?._intent?.token !== conflicting.token)', 'if (true)'],
      ['event?._claim !== token && event?._intent?.token !== token', 'event?._claim !== token'],
    ],
  },
  'batch-decides': {
    what: 'the record of a batch decides for all of its documents',
    scenario: 'schedule',
    file: 'kit/resource/pending-writes/recovery.ts',
    edits: [['if (batch === undefined) return false;', 'return false;']],
  },
  'compensation-recorded': {
    what: 'what is to be released is recorded before',
    scenario: 'schedule',
    file: 'kit/resource/pending-writes/compensation.ts',
    edits: [['  await runtime.journal.compensations.insert(entries);\n', '']],
  },
  'attempts-record-apart': {
    what: 'attempts at the same document record apart what is to be released',
    scenario: 'again',
    file: 'kit/resource/pending-writes/compensation.ts',
    edits: [['_id: randomUUID(), token', '_id: `${document._id}/${token}`, token']],
  },
  'expired-recovered': {
    what: 'maintenance recovers pending writes whose lease has expired',
    scenario: 'seats',
    file: 'kit/resource/pending-writes/recover-expired.ts',
    edits: [['for (const document of await documents.find(expired)) await recover(runtime, document);', '']],
  },
  'durable-before-reported': {
    what: 'what was read is durable before another service learns of it',
    scenario: 'raise',
    file: 'kit/resource/durable-reads.ts',
    edits: [['term = await store.ensureDurableReads();', 'return undefined;']],
  },
  'durable-in-one-term': {
    what: 'what was read is read again if the primary changed before it was durable',
    scenario: 'raise',
    file: 'kit/resource/durable-reads.ts',
    edits: [['return term === before ? undefined', 'return true ? undefined']],
  },
  'success-is-durable': {
    what: 'a change that is made already is reported when it is durable',
    scenario: 'raise',
    file: 'kit/resource/operations/change.ts',
    edits: [['succeedUnless(await checkDurability(), previous)', 'succeedUnless(undefined, previous)']],
  },
};
