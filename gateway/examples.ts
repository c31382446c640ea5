import type { PlaygroundTab } from '../kit/graphql/playground.ts';

/** Headers with an account of the demo data, and how to become somebody else. */
const basic = (username: string, who: string): string => `{
  // Who you are: "Basic " and the Base64 of
  // username:password. This is ${username}:password,
  // ${who}.
  "Authorization": "Basic ${Buffer.from(`${username}:password`).toString('base64')}"
}`;
export const memberHeaders = basic('phartman', 'a member');
const managerHeaders = basic('manderson', 'a manager');

const variables = (value: object): string => JSON.stringify(value, null, 2);

/** The tabs of the playground, from left to right: a story that the demo data begins. */
export const exampleTabs: readonly PlaygroundTab[] = [
  {
    headers: managerHeaders,
    query: `# Look around. One query crosses all four services.
# The tab "Headers" below says who you are. A manager sees who is registered; a member only that somebody is.
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
  },
  {
    headers: memberHeaders,
    query: `# Who am I, and what may I do?\nquery WhoAmI {\n  viewer {\n    username\n    role\n    account {\n      id\n      name\n      registrations {\n        nodes {\n          event {\n            name\n          }\n        }\n      }\n    }\n  }\n}\n`,
  },
  {
    headers: memberHeaders,
    variables: variables({
      input: {
        name: 'Retrospective',
        date: '2025-02-10',
        time: '15:00:00',
        duration: 'PT1H',
        venue: 'the id of a venue, from the first tab',
      },
    }),
    query: `# Book a room: create an event at a venue. Run it twice, and the second answer is an Overlap.
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
  },
  {
    headers: memberHeaders,
    variables: variables({ id: 'the id of an event, from the first tab' }),
    query: `# Register: members for themselves; a manager names somebody, registerForEvent(id: $id, username: "clopez").
mutation Register($id: ID!) {
  registerForEvent(id: $id) {
    __typename
    ... on RegisterForEventSuccess {
      changed
      message
      event {
        name
        registrations {
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
  },
  {
    headers: managerHeaders,
    variables: variables({ id: 'the id of the Daily Standup: its venue has 5 seats, 4 are taken' }),
    query: `# Hit the limit: two people for the one seat that is left. The second answer is EventFull.
mutation HitTheLimit($id: ID!) {
  first: registerForEvent(id: $id, username: "clopez") {
    ...Answer
  }
  second: registerForEvent(id: $id, username: "sheath") {
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
  },
];
