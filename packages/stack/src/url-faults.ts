import type { StackOptions } from './model/stack-options.ts';

/**
 * Nothing that a reader of the files would take for more than an address: white space and line breaks (`URL.canParse` strips
 * them), `$` and `{{` (Compose, Grafana, templates of alerts), quotes, brackets of Markdown, `;` and `#` (comments in .ini).
 */
const ADDRESS = /^https?:\/\/[A-Za-z0-9.:[\]-]+(?:\/[\w.~+,=:@%/-]*)?$/;

/** Runbooks may be a path beside the page that shows the link. */
const RELATIVE = /^[\w.~-][\w.~/-]*$/;

/** What an address has that belongs elsewhere; its value may be a secret, so it is not repeated. */
function extraOf(url: string): string | undefined {
  const { hash, password, search, username } = new URL(url);
  if (username !== '' || password !== '') return 'credentials';
  if (search !== '' || hash !== '') return `a ${search === '' ? 'fragment' : 'query'}`;
  return undefined;
}

const FIXES: Readonly<Record<string, string>> = {
  'signoz.endpoint':
    'it would stand in files that are committed. Write the key into a file of `secrets/` and name that: `signoz: { endpoint, keyFile: "/run/secrets/signoz" }`',
  probe: 'it would stand in files that are committed, and readiness asks for no token',
};

function faultOf(name: string, url: unknown): string[] {
  if (typeof url === 'string' && name === 'urls.runbooks' && RELATIVE.test(url)) return [];
  if (typeof url !== 'string' || !URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    return [`\`${name}\` must be an http or https URL without credentials`];
  const extra = extraOf(url);
  if (extra !== undefined)
    return [
      `\`${name}\` must be an http or https URL without credentials, query and fragment, and has ${extra}: ${FIXES[name] ?? 'links are made by adding a path to it'}`,
    ];
  return ADDRESS.test(url)
    ? []
    : [
        `\`${name}\` must be an http or https URL of letters, digits and \`. _ ~ + , = : @ % / -\`, without white space; other signs of its path are written as \`%20\`, other letters of its host as \`xn--\``,
      ];
}

/** Every URL of the options that is none, or that holds what must not be written into files. */
export function urlFaults({ probe, signoz, urls = {} }: StackOptions): string[] {
  return [
    ...Object.entries(urls).flatMap(([name, url]) => faultOf(`urls.${name}`, url)),
    ...(signoz === undefined ? [] : faultOf('signoz.endpoint', signoz.endpoint)),
    ...(probe === undefined ? [] : faultOf('probe', probe)),
  ];
}
