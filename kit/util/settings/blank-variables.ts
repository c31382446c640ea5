/**
 * Removes empty and blank variables from an environment. The settings treat them as not set; libraries that read the
 * environment themselves, such as Apollo Server, do not.
 */
export function removeBlankVariables(env: Record<string, string | undefined>): void {
  for (const [name, value] of Object.entries(env)) if (value?.trim() === '') delete env[name];
}
