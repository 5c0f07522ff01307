import { HAS_BOT, HAS_CENTRE, HAS_DASHES, HAS_DOTTED, HAS_HOST } from '../bits.ts';
import { isDigitAt, isWordAt } from '../chars.ts';
import { sample, type ScanRule } from '../rule.ts';

function isBase64Url(code: number): boolean {
  return (
    (code >= 48 && code <= 57) ||
    (code >= 65 && code <= 90) ||
    (code >= 97 && code <= 122) ||
    code === 45 ||
    code === 95
  );
}

function runEnd(text: string, from: number): number {
  let i = from;
  while (i < text.length && isBase64Url(text.charCodeAt(i))) i++;
  return i;
}

/** Where the next part begins behind a dot, or behind two with an empty part between; -1 without one. */
function partBehind(text: string, end: number): number {
  if (text[end] !== '.') return -1;
  const from = text[end + 1] === '.' ? end + 2 : end + 1;
  return isBase64Url(text.charCodeAt(from)) ? from : -1;
}

/** A header and a payload in base64url, both JSON objects, so both begin with `eyJ`; signature and further parts may be missing. */
const jwt: ScanRule = {
  kind: 'scan',
  id: 'jwt',
  class: 'secret',
  source: 'https://www.rfc-editor.org/rfc/rfc7519',
  get examples() {
    return [`${sample('eyJ', 33)}.${sample('eyJ', 60)}.${sample('', 43)}`];
  },
  needs: HAS_DOTTED,
  scan(text, emit) {
    let at = text.indexOf('eyJ');
    while (at !== -1) {
      // Only the first character of a run is tried, so a run is read once.
      const inRun = at > 0 && isBase64Url(text.charCodeAt(at - 1)) && isWordAt(text, at - 1);
      let end = runEnd(text, at);
      if (!inRun && end - at >= 12 && text[end] === '.') {
        // The key of a JWE is empty where both sides have it (RFC 7516, 5.1).
        for (let from = partBehind(text, end); from !== -1; from = partBehind(text, end)) end = runEnd(text, from);
        if (end - at >= 30) emit(at, end);
      }
      at = text.indexOf('eyJ', end);
    }
  },
};

const BEGIN = '-----BEGIN ';

/** Private keys in PEM and OpenSSH form. A block that is cut off goes to the end of the text. */
const privateKey: ScanRule = {
  kind: 'scan',
  id: 'private-key',
  class: 'secret',
  source: 'https://www.rfc-editor.org/rfc/rfc7468',
  get examples() {
    return [`${BEGIN}PRIVATE KEY-----\n${sample('MII', 80)}\n-----END PRIVATE KEY-----`];
  },
  needs: HAS_DASHES,
  scan(text, emit) {
    let at = text.indexOf(BEGIN);
    while (at !== -1) {
      const head = text.slice(at + BEGIN.length, at + BEGIN.length + 40);
      if (/^[A-Z0-9 ]{0,30}PRIVATE KEY/.test(head)) {
        const tail = text.indexOf('-----END ', at + BEGIN.length);
        const close = tail === -1 ? -1 : text.indexOf('-----', tail + 9);
        const end = close === -1 ? text.length : close + 5;
        emit(at, end);
        at = text.indexOf(BEGIN, end);
      } else {
        at = text.indexOf(BEGIN, at + BEGIN.length);
      }
    }
  },
};

/** A bot's number, a colon, and 35 characters that begin with `AA`. */
const telegram: ScanRule = {
  kind: 'scan',
  id: 'telegram-token',
  class: 'secret',
  source: 'https://core.telegram.org/bots/api#authorizing-your-bot',
  get examples() {
    return [`1234567890:${sample('AA', 33)}`];
  },
  needs: HAS_BOT,
  scan(text, emit) {
    for (let at = text.indexOf(':AA'); at !== -1; at = text.indexOf(':AA', at + 1)) {
      let start = at;
      while (start > 0 && at - start < 12 && isDigitAt(text, start - 1)) start--;
      const end = at + 36;
      if (at - start >= 7 && runEnd(text.slice(0, end), at + 1) === end) emit(start, end);
    }
  },
};

/** Bot tokens: the bot's ID in base64, a time and a signature, of 24 to 28, 6 and 27 to 45 characters. */
const discord: ScanRule = {
  kind: 'scan',
  id: 'discord-token',
  class: 'secret',
  source: 'https://discord.com/developers/docs/reference#authentication',
  get examples() {
    return [`${sample('MT', 24)}.${sample('', 6)}.${sample('', 38)}`];
  },
  needs: HAS_DOTTED,
  scan(text, emit) {
    const form =
      /(?<![A-Za-z0-9_.-])[MNO][A-Za-z0-9_-]{23,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,45}(?![A-Za-z0-9_-])/g;
    for (const match of text.matchAll(form)) emit(match.index, match.index + match[0].length);
  },
};

/** 32 hexadecimal characters and the data centre. */
const mailchimp: ScanRule = {
  kind: 'scan',
  id: 'mailchimp-key',
  class: 'secret',
  source: 'https://mailchimp.com/developer/marketing/docs/fundamentals/',
  get examples() {
    return [`${sample('', 32, '0a1b2c3d4e5f6978')}-us14`];
  },
  needs: HAS_CENTRE,
  scan(text, emit) {
    for (let at = text.indexOf('-us'); at !== -1; at = text.indexOf('-us', at + 1)) {
      if (!isDigitAt(text, at + 3) || !/^[a-f0-9]{32}$/.test(text.slice(Math.max(0, at - 32), at))) continue;
      emit(at - 32, isDigitAt(text, at + 4) ? at + 5 : at + 4);
    }
  },
};

/** Addresses that are the credential: whoever knows one may post. What follows the fixed part is hidden. */
export const WEBHOOKS: readonly string[] = [
  'hooks.slack.com/services/',
  'hooks.slack.com/workflows/',
  'hooks.slack.com/triggers/',
  'discord.com/api/webhooks/',
  'discordapp.com/api/webhooks/',
  'webhook.office.com/webhookb2/',
  'hooks.zapier.com/hooks/catch/',
  'maker.ifttt.com/use/',
  'chat.googleapis.com/v1/spaces/',
  'api.telegram.org/bot',
  'hook.eu1.make.com/',
  'hook.us1.make.com/',
  'events.pagerduty.com/integration/',
];

/** Behind the slash that follows the next `.com` or `.org`, or -1. */
function hostEnd(text: string, from: number): number {
  for (let at = text.indexOf('/', from); at !== -1; at = text.indexOf('/', at + 1)) {
    if (text.startsWith('.com', at - 4) || text.startsWith('.org', at - 4)) return at + 1;
  }
  return -1;
}

function isAddressEnd(code: number): boolean {
  return code <= 32 || code === 34 || code === 39 || code === 60 || code === 62 || code === 41 || code === 92;
}

const webhook: ScanRule = {
  kind: 'scan',
  id: 'webhook-url',
  class: 'secret',
  source: 'https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks/',
  get examples() {
    return [`https://hooks.slack.com/services/${sample('T0', 8)}/${sample('B0', 8)}/${sample('', 24)}`];
  },
  needs: HAS_HOST,
  scan(text, emit) {
    let done = 0;
    for (let at = hostEnd(text, 0); at !== -1; at = hostEnd(text, Math.max(at, done))) {
      const host = WEBHOOKS.find((known) => text.startsWith(known, at - (known.indexOf('/') + 1)));
      if (host === undefined) continue;
      const start = at - (host.indexOf('/') + 1) + host.length;
      done = start;
      while (done < text.length && !isAddressEnd(text.charCodeAt(done))) done++;
      if (done - start >= 16) emit(start, done);
    }
  },
};

export const tokenRules: readonly ScanRule[] = [jwt, privateKey, telegram, discord, mailchimp, webhook];
