interface JsonBody {
  json(): Promise<unknown>;
}

/** The same object with the marks that error handlers go by, as Express's parser sets them. */
const refused = (error: unknown): unknown =>
  error instanceof Error && error.name === 'SyntaxError'
    ? Object.assign(error, { status: 400, code: 'invalid_json' })
    : error;

/**
 * From now on `request.json()` says of a body that is no JSON that the caller is to blame: 400, `invalid_json`. A
 * `SyntaxError` by itself does not tell the caller's text from any other that the service parses.
 */
export function blameCaller(request: JsonBody): void {
  const json = request.json.bind(request);
  const blaming = (): Promise<unknown> =>
    json().catch((error: unknown) => {
      throw refused(error);
    });
  // Where the request takes no property, the fault stays one of the service.
  Reflect.set(request, 'json', blaming);
}
