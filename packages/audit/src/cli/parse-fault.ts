import { nearestWord, toError } from '@plumbline/core';

/** What `parseArgs` of Node does not take, as a sentence with the option that was probably meant. Values are not repeated. */
export function parseFault(error: unknown, known: readonly string[]): string {
  const { message } = toError(error);
  const [, option = 'an option'] = /'(--?[\w-]+)/.exec(message) ?? [];
  if ((error as { readonly code?: unknown }).code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') {
    const meant = nearestWord(option.replace(/^-+/, ''), known);
    return `there is no option ${option}${meant === undefined ? '' : `; did you mean --${meant}?`}`;
  }
  if (message.includes('does not take')) return `${option} takes no value`;
  return `${option} needs a value; one that begins with a dash is written ${option}=VALUE`;
}
