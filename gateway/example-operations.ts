import { Placeholder, comment, tabHeaders, type ExampleTab } from '../kit/graphql/playground/example-tab.ts';

/** Returns the headers of a demo account. */
const headersOf = (username: string, role: string): string =>
  tabHeaders(`You are signed in as ${role} of the demo data.`, `Basic ${username}:password`);

/** The headers of a member of the demo data. */
export const memberHeaders = headersOf('phartman', 'a member');
const managerHeaders = headersOf('manderson', 'a manager');

/** A value in the result of LookAround. */
const fromLookAround = (...path: Placeholder['sources'][number]['path']) => ({ operation: 'LookAround', path });

const lookAround: ExampleTab = {
  headers: managerHeaders,
  query: `${comment(
    'Look around: one query reads from all four services.',
    'Run it (Ctrl-Enter): its result fills in the ids in the next tabs.',
    'The "Headers" below sign you in. A manager sees who is registered; a member sees only that someone is.',
  )}
query LookAround {
  venues(first: 10) {
    totalCount
    nodes {
      id
      name
      capacity
      events(first: 10) {
        nodes {
          id
          name
          date
          time
          duration
          registrations(first: 10) {
            nodes {
              account {
                username
                name
              }
            }
          }
        }
      }
    }
  }
}
`,
};

const whoAmI: ExampleTab = {
  headers: memberHeaders,
  query: `${comment('Who am I, and which actions may I perform on my account?')}
query WhoAmI {
  viewer {
    username
    role
    account {
      id
      name
      actions {
        title
        mutation
      }
      registrations(first: 10) {
        nodes {
          event {
            name
          }
        }
      }
    }
  }
}
`,
};

const bookARoom: ExampleTab = {
  headers: memberHeaders,
  variables: {
    input: {
      name: 'Retrospective',
      date: '2025-02-10',
      time: '15:00:00',
      duration: 'PT1H',
      venue: new Placeholder('run LookAround to get the id of a venue', fromLookAround('venues', 'nodes', 'id')),
    },
  },
  query: `${comment(
    'Book a room: create an event at a venue. The "Variables" below are its input.',
    'Run it twice: the second result is an Overlap.',
  )}
mutation BookARoom($input: CreateEventInput!) {
  createEvent(input: $input) {
    __typename
    ... on CreateEventSuccess {
      event {
        id
        name
        venue {
          name
        }
      }
    }
    ... on Overlap {
      detail
      event {
        id
        name
        date
        time
        duration
      }
    }
    ... on Problem {
      type
      title
      status
      detail
    }
    ... on Invalid {
      issues {
        field
        message
      }
    }
  }
}
`,
};

const register: ExampleTab = {
  headers: memberHeaders,
  variables: {
    id: new Placeholder(
      'run BookARoom to get the id of your event',
      { operation: 'BookARoom', path: ['createEvent', 'event', 'id'] },
      fromLookAround('venues', 'nodes', 'events', 'nodes', 'id'),
    ),
  },
  query: `${comment(
    'Register: a member registers without a username.',
    'A manager gives one: registerForEvent(id: $id, username: "clopez").',
  )}
mutation Register($id: ID!) {
  registerForEvent(id: $id) {
    __typename
    ... on RegisterForEventSuccess {
      changed
      message
      event {
        name
        registrations(first: 10) {
          totalCount
        }
      }
    }
    ... on Problem {
      title
      detail
    }
  }
}
`,
};

const hitTheLimit: ExampleTab = {
  headers: managerHeaders,
  variables: {
    id: new Placeholder(
      'run LookAround to get the id of the Daily Standup',
      fromLookAround('venues', 'nodes', 'events', 'nodes', { name: 'Daily Standup' }, 'id'),
    ),
  },
  query: `${comment(
    'Hit the limit: the room of the Daily Standup has five seats, and four are taken.',
    'A manager registers two more accounts: the second result is EventFull.',
  )}
mutation HitTheLimit($id: ID!) {
  first: registerForEvent(
    id: $id
    username: "clopez"
  ) {
    ...Result
  }
  second: registerForEvent(
    id: $id
    username: "sheath"
  ) {
    ...Result
  }
}

fragment Result on RegisterForEventResult {
  __typename
  ... on RegisterForEventSuccess {
    message
  }
  ... on EventFull {
    detail
    capacity
  }
}
`,
};

const watchEvents: ExampleTab = {
  headers: memberHeaders,
  query: `${comment(
    'Watch the events: a subscription tells every change from now on, with fields of other services.',
    'Run it, then run BookARoom with another date on this page in another browser tab. Press stop to end it.',
  )}
subscription WatchEvents {
  eventsChanged {
    kind
    id
    event {
      id
      name
      date
      time
      venue {
        name
        capacity
      }
      registrations(first: 10) {
        totalCount
      }
    }
  }
}
`,
};

const deferGuests: ExampleTab = {
  headers: managerHeaders,
  variables: {
    id: new Placeholder(
      'run LookAround to get the id of an event',
      fromLookAround('venues', 'nodes', 'events', 'nodes', 'id'),
      { operation: 'BookARoom', path: ['createEvent', 'event', 'id'] },
      { operation: 'WatchEvents', path: ['eventsChanged', 'event', 'id'] },
    ),
  },
  query: `${comment(
    'Defer the guests: the event is shown at once.',
    'What other services know of it is added when they have answered.',
  )}
query DeferGuests($id: ID!) {
  event(id: $id) {
    name
    date
    time
    ... @defer(label: "guests") {
      venue {
        name
        capacity
      }
      registrations(first: 10) {
        totalCount
        nodes {
          account {
            name
          }
        }
      }
    }
  }
}
`,
};

/** The tabs of the playground, from left to right. They work with the demo data and use each other's results. */
export const exampleTabs: readonly ExampleTab[] = [
  ...[lookAround, whoAmI, bookARoom, register, hitTheLimit],
  ...[watchEvents, deferGuests],
];
