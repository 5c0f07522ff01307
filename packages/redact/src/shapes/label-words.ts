// Words and forms behind a label that are no value.

/** Words that describe a secret and are none: `token: expired`. */
export const STATES: ReadonlySet<string> = new Set(
  'expired invalid missing required optional null undefined none nil true false empty ok valid revoked unset set yes no changed reset incorrect wrong must is not too string number boolean object array function unknown any void provided present absent failed rejected mismatch denied disabled enabled redacted hidden include omit bearer basic str int bool bytes float secretstr text varchar char bigint uuid jsonb buffer self date for in of the a an and or to was has'.split(
    ' ',
  ),
);
/** A reference to a value that is somewhere else. */
export const REFERENCE =
  /^(?:\$\{(?:[a-z]{2,8}:)?[A-Za-z_]\w*(?:\.\w+)*(?::?\?.*|:)?\}?|\((?:known(?: after apply)?|sensitive(?: value)?|optional|required|hidden|none|not set|unset|empty|unchanged|default|leave blank|leave empty|same as above)\)?|%\([a-z_]{1,40}|\$(?:[A-Z_]+\d{0,2}|[A-Z]{1,24}\d?(?:_[A-Z0-9]{1,24})+|[A-Z]+2[A-Z]+)|\$\d|\$\(\w+|!(?:vault|secret|ref|sub|env|include|getatt|reference)|\{\{ ?[\w.]+ ?(?:\}\})?|<[a-z][a-z _-]*>?|%[sdvo]|process\.env\.\w+|\?|[*•xX.]{3,}|[[<(]?(?:redacted|filtered|masked|hidden|removed)[\])>]?)$/i;
/** `var.db_password`, `config.secret`: where source code and templates take it from. */
export const PATH =
  /^(?:var|local|module|data|each|self|this|env|os\.environ|secrets|config|settings|params|req|request|Rails\.application\.credentials)\.[A-Za-z_][\w.]{0,80}$/;
/** `Hash::make(`, `$request->input(`: a call of a method. */
export const CALL = /^\$?[A-Za-z_]\w{0,40}(?:(?:(?:::|\?\.|\.|->)[A-Za-z_]\w{0,40}){1,4}\(|\($)/;
/** `os.environ['DB_PASSWORD']`, `params[:password]`, `${{ secrets.TOKEN }}`: a place and not the value. */
export const LOOKUP =
  /^(?:\$?[A-Za-z_][\w.$]{0,80}\[(?:\\?["'][\w.-]{1,64}\\?["']|:\w{1,64})\]|\$(?:this|self|_[A-Z]{1,16}|request|req|config|user|row|data|params|input|env|settings|options|credentials)(?:->\w{1,40}){1,4}|\$\{\{[ \w.]{1,80}\}\})/i;
/** `java-jwt:4.4.0`: the version of what the name names. */
export const VERSION = /^v?\d{1,4}(?:\.\d{1,5}){1,3}(?:[-+][\w.]{1,20})?$/;
/** `session:*`, and nothing but signs. */
export const SIGNS = /^[*?.\-_/\\#:]{1,8}$/;
/** The name of a variable of the environment. */
export const CONSTANT = /^[A-Z][A-Z0-9]{1,20}(?:_[A-Z0-9]{1,20}){1,6}$/;
export const LITERALS: ReadonlySet<string> = new Set(['null', 'undefined', 'true', 'false', 'none', 'nil']);
/** Of these a single plain word may be the value, also where more words follow. */
export const TAKES_WORDS: ReadonlySet<string> = new Set(['key-password', 'key-pass', 'key-secret', 'key-api-key']);
export const PROSE =
  /^(?:[a-z]+(?:ed|ing|able|ible|less|ful|ly)|creation|destruction|path|rule|resource|object|volume|configmap|at|by|with|from|this|that|your|my|its?|if|when|while|were|has|have|had|can|cannot|could|should|may|might|will|would|do|does|did|please|ask|check|see|try|use|only|more|less|than|least|between|contains?|length|characters?|minimum|maximum|min|max|bad|good|new|old|same|different|weak|strong|short|long|field|value|format|type|policy|user|login|error|failure|success|unauthorized|forbidden|permission|access|connection|mismatch|via|per|about|after|before|blank|hint|page|form|input|box|manager|store|name|none|both|either|each|every|all|some|one|two|first|last|santa|against|unless|until|because|but|as|so|then|still|already|never|always|again|here|there|who|what|where|why|how)$/i;

/** `const token = await …`, `hash(user.password)`, `=== other`: what source code puts behind a name. */
export const CODE =
  /^(?:={1,2} ?[A-Za-z_$][\w$.]{0,64}(?:[\s;)]|$)|(?:await|new|typeof|delete|shift|function|lambda|string|number|boolean)\b|[A-Za-z_$][\w$.]{0,64}\()/;
