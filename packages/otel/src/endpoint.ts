/** What is wrong with an endpoint, as half a sentence; undefined when nothing is. */
export function endpointFault(url: string): string | undefined {
  if (!URL.canParse(url)) return 'must be an absolute URL';
  const { protocol, username, password } = new URL(url);
  if (protocol !== 'http:' && protocol !== 'https:') return 'must start with http:// or https://';
  return username === '' && password === '' ? undefined : 'must not carry credentials; use `headers`';
}
