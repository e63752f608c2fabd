/** Puts the settings that a binding names as `%SETTING%` in their place; a setting that is not there is an error. */
export function resolveSettings(text: string, env: NodeJS.ProcessEnv = process.env): string {
  return text.replaceAll(/%([^%\s]+)%/g, (_, name: string) => {
    const value = env[name];
    if (!value) throw new Error(`the setting ${name}, named as %${name}%, is not set`);
    return value;
  });
}
