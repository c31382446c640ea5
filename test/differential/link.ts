const directives = [
  ...['@key', '@shareable', '@external', '@requires', '@provides', '@override', '@interfaceObject', '@inaccessible'],
  '@extends',
];

/** The link that makes an SDL one of Federation 2. */
export const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ${JSON.stringify(directives)})`;
