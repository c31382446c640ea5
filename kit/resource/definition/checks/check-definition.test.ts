import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { anyOf, defineRoles, nobody, own, signedIn } from '../../../access/policy.ts';
import { boolean, choice, decimal, integer, secret, text, url } from '../../fields/index.ts';
import { defineInternal } from '../../internal-contract.ts';
import { defineProblem, succeed } from '../../problems.ts';
import { DefinitionError } from '../definition-error.ts';
import { defineResource } from '../define-resource.ts';
import { implementInternal } from '../internal-operation.ts';
import { toOne } from '../relations.ts';

const labels = { title: 'Title', description: 'What it is.' };
const policies = { read: signedIn, create: signedIn, change: signedIn, remove: signedIn, empty: nobody };
const name = text({ ...labels, min: 1, max: 10 });
const fields = { name: name.distinct(), capacity: integer({ ...labels, min: 1, max: 9 }) };
const event = toOne('event', labels);
const relations = { event };
const rule = { problems: [], on: ['capacity'], check: () => Promise.resolve(undefined) };
const pin = secret({ ...labels, min: 1, max: 9 });
const slot = integer({ ...labels, min: 1, max: 3 });
const unresolved = () => Promise.reject(new Error('not called'));
const allocate = { field: 'slot', propose: unresolved, isStillValid: unresolved };
const unique = [{ fields: ['event', 'slot'] }];
const action = {
  ...{ ...labels, method: 'PUT', path: 'open', mutation: 'openRoom', input: {}, yields: [], policy: signedIn },
  ...{ problems: [], run: unresolved },
};
const view = { ...labels, of: 'event', fields: { left: slot }, compute: unresolved };
const search = { ...labels, of: 'hall', query: 'freeHalls', input: { seats: slot }, find: unresolved };
const alternate = { ...labels, type: 'text/calendar', file: 'calendar.ics', render: unresolved };
const right = {
  name: 'room',
  summary: 'A room.',
  fields,
  relations,
  policies,
  rules: [rule],
  actions: { open: action },
};

/** Defines a resource as JavaScript callers do, without types. Returns its faults. */
function faultsOf(changes: object): readonly string[] {
  try {
    Reflect.apply(defineResource, undefined, [{ ...right, ...changes }]);
    return [];
  } catch (error) {
    if (error instanceof DefinitionError) return error.faults;
    throw error;
  }
}

const untyped = (declare: (...args: never[]) => unknown, ...args: unknown[]): unknown =>
  Reflect.apply(declare, undefined, args);
const operation = (operationName: string, resource = 'room') =>
  implementInternal(defineInternal({ resource, name: operationName, input: z.object({}), output: z.object({}) }), () =>
    Promise.resolve(succeed({})),
  );
const problem = (changes: object) =>
  untyped(defineProblem, { name: 'Closed', status: 409, title: 'Closed', description: 'It is closed.', ...changes });

describe('a definition', () => {
  it('without faults is loaded', () => expect(faultsOf({})).toEqual([]));

  it('may allocate an internal field that is unique among others, also with a boolean', () => {
    const all = { ...fields, isOpen: boolean(labels) };
    const combinations = [...unique, { fields: ['event', 'isOpen'] }];
    const given = { internalFields: { slot }, rules: [{ ...rule, allocate }], fields: all, unique: combinations };
    expect(faultsOf(given)).toEqual([]);
  });

  it('can refer to several resources by one inverse, and to one resource by several', () => {
    const inverse = { ...labels, name: 'room' };
    const second = { ...event, inverse: { ...labels, name: 'spareRoom' } };
    const hall = toOne('hall', { ...labels, inverse });
    expect(faultsOf({ relations: { event: { ...event, inverse }, second, hall } })).toEqual([]);
  });

  it('can refer to its own resource by several relations, which add no lists', () =>
    expect(faultsOf({ relations: { above: toOne('room', labels), below: toOne('room', labels) } })).toEqual([]));

  it('reports all of its faults at once', () => {
    const faulty = {
      summary: '',
      fields: { ...fields, id: name },
      owned: false,
      policies: { ...policies, read: own('_owner') },
    };
    expect(() => defineResource({ ...right, name: 'room', actions: {}, rules: [], ...faulty })).toThrow(
      [
        'The definition of the resource room has 3 faults:',
        'room.summary is empty; give a sentence about the resource',
        'room.id is a reserved name for fields: choose another one',
        "room.policies.read: own('_owner') needs owned: true",
      ].join('\n  '),
    );
  });
});

describe('the fault is named: ', () => {
  it.each<[string, object, string]>([
    [
      'a rule on nothing',
      { rules: [{ ...rule, on: ['capcity'] }] },
      'rules[0].on: "capcity" is unknown; did you mean "capacity"?',
    ],
    [
      'a unique nothing',
      { unique: [{ fields: ['evnt'] }] },
      'unique[0].fields: "evnt" is unknown; did you mean "event"?',
    ],
    [
      'a unique field that documents can lack',
      { fields: { ...fields, note: text({ ...labels, max: 9 }).optional() }, unique: [{ fields: ['name', 'note'] }] },
      'unique[0].fields names note, which is optional; make it required',
    ],
    [
      'no unique fields',
      { unique: [{ fields: [] }] },
      'unique[0].fields is empty; name the fields that are unique together',
    ],
    [
      'an own nothing',
      { policies: { ...policies, read: own('_ownr') }, owned: true },
      'policies.read: own("_ownr") names no reference to an account; did you mean "_owner"?',
    ],
    [
      'an own nothing among others',
      { policies: { ...policies, read: anyOf(signedIn, own('evnt')) } },
      'policies.read: own("evnt") names no reference to an account; there is none',
    ],
    [
      'an own event',
      {
        relations: { event, host: toOne('account', labels) },
        policies: { ...policies, read: own('event') },
      },
      'policies.read: own("event") names no reference to an account; the names are host',
    ],
    [
      'an own document that is no account',
      { policies: { ...policies, read: own('_id') } },
      'policies.read: own("_id") names no reference to an account; there is none',
    ],
    [
      'an allocation that no index decides',
      { internalFields: { slot }, rules: [{ ...rule, on: ['event'], allocate }] },
      "rules[0].allocate fills slot, but no unique combination contains it; add unique: [{ fields: ['event', 'slot'] }]",
    ],
    [
      'an allocation of a public field',
      { internalFields: { slot }, rules: [{ ...rule, allocate: { ...allocate, field: 'name' } }], unique },
      'rules[0].allocate.field: "name" is no internal field; the names are slot',
    ],
    [
      'an allocation of nothing',
      { internalFields: { slot }, rules: [{ ...rule, allocate: { ...allocate, field: 'solt' } }], unique },
      'rules[0].allocate.field: "solt" is no internal field; did you mean "slot"?',
    ],
    [
      'an allocation without a check',
      { internalFields: { slot }, rules: [{ ...rule, allocate: { ...allocate, isStillValid: undefined } }], unique },
      'rules[0].allocate.isStillValid is not a function',
    ],
    [
      'a rule that depends on nothing',
      { rules: [{ ...rule, on: [] }] },
      'rules[0].on is empty; name the fields that the rule depends on',
    ],
    [
      'a distinct boolean',
      { fields: { ...fields, isOpen: boolean(labels).distinct() } },
      'isOpen is a boolean and cannot be distinct, because there are only two values; leave out .distinct()',
    ],
    [
      'a distinct secret',
      { fields: { ...fields, pin: pin.distinct() } },
      'pin is a secret and cannot be distinct, because equal secrets are stored as different hashes; leave out .distinct()',
    ],
    [
      'a unique boolean',
      { fields: { ...fields, isOpen: boolean(labels) }, unique: [{ fields: ['isOpen'] }] },
      'unique[0].fields is only isOpen, a boolean, which has only two values; add another field',
    ],
    [
      'a unique secret',
      { fields: { ...fields, pin }, unique: [{ fields: ['event', 'pin'] }] },
      'unique[0].fields names pin, a secret: equal secrets are stored as different hashes; leave it out',
    ],
    [
      'a unique combination twice',
      { unique: [{ fields: ['event', 'capacity'] }, { fields: ['capacity', 'event'] }] },
      'unique has capacity and event twice; leave one of them out',
    ],
    [
      'a distinct field that is unique again',
      { unique: [{ fields: ['name'] }] },
      'unique has name, which is distinct already; leave one of them out',
    ],
    [
      'a missing policy',
      { policies: { ...policies, create: undefined } },
      'policies.create is missing; give a policy such as signedIn or nobody',
    ],
    [
      'a policy of another type',
      { policies: { ...policies, create: 'signedIn' } },
      'policies.create is not a policy; give a function of the caller, such as signedIn or nobody',
    ],
    [
      'a policy of nothing',
      { policies: { ...policies, fields: { nme: nobody } } },
      'policies.fields: "nme" is unknown; did you mean "name"?',
    ],
    [
      'a misspelt policy',
      { policies: { ...policies, remve: nobody } },
      'policies has no option "remve"; did you mean "remove"?',
    ],
    [
      'a policy of no policy',
      { policies: { ...policies, read: untyped(anyOf, signedIn, undefined) } },
      'policies.read: an argument of anyOf is not a policy; give functions',
    ],
    [
      'min above max',
      { fields: { name, capacity: integer({ ...labels, min: 9, max: 1 }) } },
      'capacity: min is 9, above max, which is 1; exchange them',
    ],
    [
      'too many digits',
      { fields: { name, capacity: decimal({ ...labels, digits: 35, scale: 2 }) } },
      'capacity: digits is 35; give 1 to 34',
    ],
    [
      'more digits after the point than digits',
      { fields: { name, capacity: decimal({ ...labels, digits: 3, scale: 4 }) } },
      'capacity: scale is 4; give 0 to 3, which is digits',
    ],
    [
      'a decimal with min above max',
      { fields: { name, capacity: decimal({ ...labels, digits: 3, scale: 1, min: '10', max: '9.5' }) } },
      'capacity: min is 10, above max, which is 9.5; exchange them',
    ],
    [
      'a limit that is no decimal of the field',
      { fields: { name, capacity: decimal({ ...labels, digits: 3, scale: 1, max: '9.55' }) } },
      'capacity: max is "9.55", which must have at most 1 digits after the point',
    ],
    [
      'a limit that is no text',
      { fields: { name, capacity: untyped(decimal, { ...labels, digits: 3, scale: 1, min: 0 }) } },
      'capacity: min must be a text, such as "0"',
    ],
    [
      'an example that is no URL',
      { fields: { name, capacity: url({ ...labels, example: 'example.com' }) } },
      'capacity: the example "example.com" must be an absolute http or https URL without spaces, such as https://example.com/',
    ],
    [
      'a number that GraphQL has not',
      { fields: { name, capacity: integer({ ...labels, min: 1, max: 3e9 }) } },
      'capacity: max is 3000000000; give at most 2147483647, as an Int of GraphQL can be',
    ],
    [
      'an empty title',
      { fields: { ...fields, name: text({ ...labels, title: ' ', max: 9 }) } },
      'name: title is empty; give the label that people see',
    ],
    [
      'a missing title',
      { fields: { ...fields, name: untyped(text, { description: 'It.', max: 9 }) } },
      'name: title is missing; give the label that people see',
    ],
    [
      'a missing description',
      { relations: { event: untyped(toOne, 'event', { title: 'Event' }) } },
      'event: description is missing; give a sentence for API documentation',
    ],
    ['a missing summary', { summary: undefined }, 'summary is missing; give a sentence about the resource'],
    [
      'a misspelt option of a field',
      { fields: { ...fields, name: untyped(text, { ...labels, mni: 1, max: 9 }) } },
      'name has no option "mni"; did you mean "min"?',
    ],
    ['a misspelt option', { sumary: 'A room.' }, 'the definition has no option "sumary"; did you mean "summary"?'],
    [
      'no field',
      { fields: { ...fields, size: 'text' } },
      'fields.size is not a field: declare it with text({ … }), integer({ … }) or another kind',
    ],
    [
      'no regular expression',
      { fields: { ...fields, name: text({ ...labels, max: 9, matches: { pattern: '^[', message: 'no' } }) } },
      'name: the pattern is not a regular expression: Invalid regular expression: /^[/u: Unterminated character class',
    ],
    [
      'a slow pattern',
      { fields: { ...fields, name: text({ ...labels, max: 9, matches: { pattern: '^(a+)+$', message: 'no' } }) } },
      'name: a pattern can have characters, classes and quantifiers, but no groups or alternatives; for other conditions, write a rule with a check',
    ],
    [
      'an invalid example',
      { fields: { ...fields, name: text({ ...labels, max: 2, example: 'long' }) } },
      'name: the example "long" must have at most 2 characters',
    ],
    [
      'no options',
      { fields: { ...fields, size: choice({ ...labels, options: [] }) } },
      'size: options are missing; give at least one word',
    ],
    [
      'an option that is no name',
      { fields: { ...fields, size: choice({ ...labels, options: ['1st'] }) } },
      'size: the option "1st" must begin with a letter, as in GraphQL',
    ],
    [
      'two options of one name',
      { fields: { ...fields, size: choice({ ...labels, options: ['a-b', 'a b'] }) } },
      'size: several options are A_B in GraphQL; rename all but one',
    ],
    [
      'two parents',
      { relations: { event: { ...event, parent: true }, hall: toOne('hall', { ...labels, parent: true }) } },
      'event and hall are both the parent; keep parent: true at one of them',
    ],
    [
      'a relation to nothing',
      { relations: { event: untyped(toOne, undefined, labels) } },
      'event: the name of the resource is missing; give a name such as "event"',
    ],
    [
      'a misspelt option of a relation',
      { relations: { event: untyped(toOne, 'event', { ...labels, parnt: true }) } },
      'event has no option "parnt"; did you mean "parent"?',
    ],
    [
      'a misspelt option of an inverse',
      { relations: { event: { ...event, inverse: { ...labels, name: 'x', titel: 'X' } } } },
      'event: inverse has no option "titel"; did you mean "title"?',
    ],
    [
      'an inverse with a reserved name',
      { relations: { event: { ...event, inverse: { ...labels, name: 'self' } } } },
      'event: inverse: name is a reserved name for relations: choose another one',
    ],
    [
      'an inverse without a title',
      { relations: { event: { ...event, inverse: { ...labels, name: 'x', title: '' } } } },
      'event: inverse: title is empty; give the label that people see',
    ],
    [
      'an inverse with a reserved plural',
      { relations: { event: { ...event, inverse: { ...labels, name: 'x', plural: 'actions' } } } },
      'event: inverse: plural is a reserved name for relations: choose another one',
    ],
    [
      'two inverses of one name',
      {
        relations: {
          event: { ...event, inverse: { ...labels, name: 'x', plural: 'xen' } },
          second: { ...event, inverse: { ...labels, name: 'x' } },
        },
      },
      'event and second both add x to event; give one of them an inverse with another name',
    ],
    [
      'two inverses of one plural',
      {
        relations: {
          event: { ...event, inverse: { ...labels, name: 'x' } },
          second: { ...event, inverse: { ...labels, name: 'y', plural: 'xs' } },
        },
      },
      'event and second both add xs to event; give one of them an inverse with another name',
    ],
    [
      'two relations to one resource without an inverse',
      { relations: { event, second: event } },
      'event and second both add rooms to event; give one of them an inverse with another name',
    ],
    [
      'an inverse with the name that GraphQL gives another list',
      { relations: { event, second: { ...event, inverse: { ...labels, name: 'room' } } } },
      'event and second both add rooms to event; give one of them an inverse with another name',
    ],
    [
      'a misspelt removal effect',
      { relations: { event: untyped(toOne, 'event', { ...labels, onRemoval: 'casacde' }) } },
      'event: onRemoval: "casacde" is unknown; did you mean "cascade"?',
    ],
    [
      'no relation',
      { relations: { ...relations, hall: undefined } },
      "relations.hall is not a relation: declare it with toOne('…', { … })",
    ],
    ['a hyphen', { name: 'key-speaker' }, 'name "key-speaker" is not a valid name: write keySpeaker'],
    ['no name', { name: undefined, plural: 'rooms' }, 'name is missing; give a name such as "event"'],
    [
      'a plural that is the name',
      { plural: 'room' },
      'plural is the same as the name; give another one, such as roomItems',
    ],
    ['the path of another route', { plural: 'health' }, 'plural is a reserved name for plurals: choose another one'],
    ['the type of another one', { name: 'action' }, 'name is a reserved name for resources: choose another one'],
    [
      'the type of the sort keys',
      { fields: { ...fields, order: choice({ ...labels, options: ['up'] }) } },
      'two GraphQL types would be named RoomOrder; rename the resource, the field or the problem',
    ],
    [
      'a reserved field',
      { fields: { ...fields, etag: name } },
      'etag is a reserved name for fields: choose another one',
    ],
    [
      'a member of all objects',
      { fields: { ...fields, constructor: name } },
      'constructor is constructor, which every object has; choose another one',
    ],
    [
      'a reserved relation',
      { relations: { self: event } },
      'self is a reserved name for relations: choose another one',
    ],
    [
      'two of one name',
      { fields: { ...fields, event: name } },
      'event names both a field and a relation: rename one of them',
    ],
    [
      'a problem that is none',
      { rules: [{ ...rule, problems: ['Closed'] }] },
      'rules[0].problems[0] is not a kind of problem; define it with defineProblem({ … })',
    ],
    [
      'a problem of the server',
      { rules: [{ ...rule, problems: [problem({ status: 500 })] }] },
      'rules[0].problems[0] Closed: the status is 500; give one from 400 to 499',
    ],
    [
      'a problem of the kit',
      { rules: [{ ...rule, problems: [problem({ name: 'Stale' })] }] },
      'rules[0].problems[0] Stale: the kit has a problem of that name',
    ],
    [
      'a problem without a title',
      { rules: [{ ...rule, problems: [problem({ title: '' })] }] },
      'rules[0].problems[0] Closed: title is empty; give a short summary',
    ],
    [
      'a hook that is none',
      { rules: [{ ...rule, chekc: rule.check }] },
      'rules[0] has no option "chekc"; did you mean "check"?',
    ],
    [
      'a claim for ever',
      { rules: [{ ...rule, claim: rule.check }] },
      'rules[0] has only one of claim and release; give both',
    ],
    [
      'another method',
      { actions: { open: { ...action, method: 'POST' } } },
      "actions.open: the method is \"POST\"; give 'PUT' or 'DELETE'",
    ],
    [
      'no path',
      { actions: { open: { ...action, path: 'a/b' } } },
      'actions.open: the path "a/b" is not free or not valid; use letters, digits and hyphens',
    ],
    [
      'a mutation of the kit',
      { actions: { open: { ...action, mutation: 'createRoom' } } },
      "actions: there are two mutations createRoom; rename the action's",
    ],
    [
      'two actions of one path',
      { actions: { open: action, lock: { ...action, mutation: 'lockRoom' } } },
      'actions: two of them are PUT …/open; give one another path',
    ],
    [
      'an action without run',
      { actions: { open: { ...action, run: undefined } } },
      'actions.open.run is not a function',
    ],
    [
      'a misspelt input',
      { actions: { open: { ...action, input: { id: name } } } },
      "actions.open.input.id is the document's own id in GraphQL; rename it",
    ],
    [
      'a view that is none',
      { views: { seats: {} } },
      'views.seats is not a view: give an object with of, fields and compute',
    ],
    [
      'a misspelt option of a view',
      { views: { seats: { ...view, titel: 'Title' } } },
      'views.seats has no option "titel"; did you mean "title"?',
    ],
    [
      'a view of its own documents',
      { views: { seats: { ...view, of: 'room' } } },
      'views.seats.of is the resource itself; a view is of the documents of another resource',
    ],
    [
      'a view with the path of a list',
      { views: { event: { ...view, of: 'hall' } } },
      'views.event has the name of a relation, and so its path; rename it',
    ],
    [
      'a view with the name of an inverse',
      { views: { seats: view }, relations: { event: { ...event, inverse: { ...labels, name: 'seats' } } } },
      'views.seats and a relation both add seats to event; rename one of them',
    ],
    [
      'a secret in a view',
      { views: { seats: { ...view, fields: { pin } } } },
      'views.seats.fields.pin is a secret, which a view cannot show; give a text',
    ],
    [
      'an empty view',
      { views: { seats: { ...view, fields: {} } } },
      'views.seats.fields are missing; give at least one',
    ],
    [
      'a search that is none',
      { searches: { free: 5 } },
      'searches.free is not a search: give an object with of, query, input and find',
    ],
    [
      'a search for its own documents',
      { searches: { free: { ...search, of: 'room' } } },
      'searches.free.of is the resource itself; a search is for documents of another resource',
    ],
    [
      'a search with a link of lists',
      { searches: { next: search } },
      'searches.next is a reserved name for searches: choose another one',
    ],
    [
      'a search with the path of a list',
      { searches: { event: search } },
      'searches.event has the name of a relation or a view, and so its path; rename it',
    ],
    [
      'a search with the query of the resource',
      { searches: { free: { ...search, query: 'rooms' } } },
      "searches: there are two queries rooms; rename the search's",
    ],
    [
      'a parameter of every search',
      { searches: { free: { ...search, input: { page: slot } } } },
      'searches.free.input.page is a parameter of every search; rename it',
    ],
    [
      'an alternate representation that is none',
      { alternates: [5] },
      'alternates[0] is not an alternate representation: give an object with type, file and render',
    ],
    [
      'an alternate representation without a media type',
      { alternates: [{ ...alternate, type: 'calendar' }] },
      'alternates[0]: the type "calendar" is not a media type such as "text/calendar"',
    ],
    [
      'two alternate representations of one file',
      { alternates: [alternate, alternate] },
      'alternates: there are two files calendar.ics; rename one',
    ],
    [
      'an internal value',
      { internal: [5] },
      'internal[0] is not an internal operation: declare it with implementInternal(contract, …)',
    ],
    [
      'an internal operation of the kit',
      { internal: [operation('standing')] },
      "internal: there are two operations standing; rename one that is not the kit's",
    ],
    [
      'an internal operation of another resource',
      { internal: [operation('count', 'hall')] },
      'internal: count is an operation of the resource hall; implement it there',
    ],
    [
      'a role that does not exist',
      { policies: { ...policies, read: untyped(defineRoles(['manager']), 'manger') } },
      'policies.read: there is no role "manger"; did you mean "manager"?',
    ],
  ])('%s', (_, changes, fault) =>
    expect(faultsOf(changes).map((each) => each.replace(/^[^.]+\./, ''))).toEqual([fault]),
  );
});

describe('the credentials of accounts', () => {
  const accounts = {
    fields: {
      name: fields.name,
      password: secret({ ...labels, min: 1, max: 9 }),
      role: choice({ ...labels, options: ['a'] }),
    },
    rules: [],
  };
  const authenticates = { username: 'name', password: 'password', role: 'role' };
  it('are fields of the right kinds', () => expect(faultsOf({ ...accounts, authenticates })).toEqual([]));
  it.each([
    [{ username: 'nme' }, 'room.authenticates.username: "nme" is unknown; did you mean "name"?'],
    [{ role: 'name' }, 'room.authenticates.role is name, which is no choice field'],
    [{ password: undefined }, 'room.authenticates.password is missing; name a secret field'],
  ])('are named by a fault: %#', (changes, fault) =>
    expect(faultsOf({ ...accounts, authenticates: { ...authenticates, ...changes } })).toEqual([fault]),
  );
  it('need a unique username', () =>
    expect(faultsOf({ ...accounts, fields: { ...accounts.fields, name }, authenticates })).toEqual([
      'room.authenticates.username is name; make it required and distinct',
    ]));
});
