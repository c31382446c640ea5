import { Placeholder, comment, tabHeaders, type ExampleTab } from '../kit/graphql/playground/example-tab.ts';

/** Headers of an account of the demo data. */
const signedInAs = (username: string, who: string): string =>
  tabHeaders(`Who you are: ${who} of the demo data.`, `Basic ${username}:password`);

export const memberHeaders = signedInAs('phartman', 'a member');
const managerHeaders = signedInAs('manderson', 'a manager');

const looking = (...path: Placeholder['sources'][number]['path']) => ({ operation: 'LookAround', path });

const lookAround: ExampleTab = {
  headers: managerHeaders,
  query: `${comment(
    'Look around: one query crosses four services.',
    'Run it (Ctrl-Enter), and the tabs after it have the ids that they need.',
    '"Headers" below say who you are: a manager sees who is registered, a member that somebody is.',
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
  query: `${comment('Who am I, and what may I do with my account?')}
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
      venue: new Placeholder('run LookAround for the id of a venue', looking('venues', 'nodes', 'id')),
    },
  },
  query: `${comment(
    'Book a room: create an event at a venue. "Variables" below say what and where.',
    'Run it twice, and the second answer is an Overlap.',
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
      'run BookARoom for the id of your event',
      { operation: 'BookARoom', path: ['createEvent', 'event', 'id'] },
      looking('venues', 'nodes', 'events', 'nodes', 'id'),
    ),
  },
  query: `${comment(
    'Register: members for themselves.',
    'A manager says whom: registerForEvent(id: $id, username: "clopez").',
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
      'run LookAround for the id of the Daily Standup',
      looking('venues', 'nodes', 'events', 'nodes', { name: 'Daily Standup' }, 'id'),
    ),
  },
  query: `${comment(
    'Hit the limit: the room of the Daily Standup has five seats, and four are taken. A manager registers two more people: the second answer is EventFull.',
  )}
mutation HitTheLimit($id: ID!) {
  first: registerForEvent(
    id: $id
    username: "clopez"
  ) {
    ...Answer
  }
  second: registerForEvent(
    id: $id
    username: "sheath"
  ) {
    ...Answer
  }
}

fragment Answer on RegisterForEventResult {
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

/** The tabs of the playground, from left to right: a story that the demo data begins. */
export const exampleTabs: readonly ExampleTab[] = [lookAround, whoAmI, bookARoom, register, hitTheLimit];
