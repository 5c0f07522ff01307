/** What Chromium answers, or tells. */
export type Told = Readonly<Record<string, unknown>>;

/** A connection that speaks the Chrome DevTools Protocol, of all tabs of one browser. */
export interface Cdp extends AsyncDisposable {
  /**
   * Asks the browser, or the tab of a session. It rejects with `TabGone` once the tab has crashed or closed, and with an
   * error that names the method where Chromium says no or nothing at all within half a minute: nothing here waits for ever.
   */
  send(method: string, params?: Told, session?: string): Promise<Told>;
  /** Calls `tell` for each event of a session until the tab has gone. */
  listen(session: string, tell: (method: string, params: Told) => void): void;
  /** Whether the tab of a session has crashed or closed. */
  isGone(session: string): boolean;
}

/** The tab crashed or closed before it answered. What was asked of it may have been done or not. */
export class TabGone extends Error {
  override readonly name = 'TabGone';
}

/** Far beyond what a busy machine takes: whoever needs longer hangs. */
export const ANSWER_MS = 30_000;

interface Message {
  readonly id?: number;
  readonly result?: Told;
  readonly error?: { readonly message: string };
  readonly method?: string;
  readonly params?: Told;
  readonly sessionId?: string;
}

interface Asked {
  readonly session: string;
  readonly settle: (error: Error | undefined, result?: Told) => void;
}

const GONE = new Set(['Inspector.targetCrashed', 'Inspector.detached']);

/** The questions that no answer has settled, and the tabs that are there. */
function createDesk(): {
  readonly asked: Map<number, Asked>;
  readonly gone: ReadonlySet<string>;
  readonly listeners: Map<string, (method: string, params: Told) => void>;
  readonly take: (message: Message) => void;
} {
  const asked = new Map<number, Asked>();
  const gone = new Set<string>();
  const listeners = new Map<string, (method: string, params: Told) => void>();
  const leave = (session: string): void => {
    gone.add(session);
    for (const one of asked.values()) if (one.session === session) one.settle(new TabGone());
  };
  const take = ({ id, result, error, method = '', params = {}, sessionId = '' }: Message): void => {
    if (id !== undefined) return asked.get(id)?.settle(error && new Error(error.message), result);
    if (method === 'Target.detachedFromTarget') leave(String(params['sessionId']));
    else if (GONE.has(method)) leave(sessionId);
    listeners.get(sessionId)?.(method, params);
  };
  return { asked, gone, listeners, take };
}

/** Connects to a browser by the address of its DevTools. */
export async function connectCdp(address: string): Promise<Cdp> {
  const socket = new WebSocket(address);
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve);
    socket.addEventListener('error', () => reject(new Error('Chromium takes no connection')));
  });
  const { asked, gone, listeners, take } = createDesk();
  let last = 0;
  socket.addEventListener('message', ({ data }) => take(JSON.parse(String(data)) as Message));
  socket.addEventListener('close', () => {
    for (const { settle } of asked.values()) settle(new Error('Chromium ended'));
  });
  const send = (method: string, params: Told = {}, session = ''): Promise<Told> =>
    new Promise((resolve, reject) => {
      if (gone.has(session)) return reject(new TabGone());
      const id = (last += 1);
      const settle: Asked['settle'] = (error, result = {}) => {
        clearTimeout(timer);
        asked.delete(id);
        if (error === undefined) resolve(result);
        else reject(error instanceof TabGone ? error : new Error(`${method}: ${error.message}`));
      };
      const timer = setTimeout(() => settle(new Error('no answer')), ANSWER_MS);
      asked.set(id, { session, settle });
      socket.send(JSON.stringify({ id, method, params, ...(session && { sessionId: session }) }));
    });
  return {
    send,
    listen: (session, tell) => void listeners.set(session, tell),
    isGone: (session) => gone.has(session),
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => socket.addEventListener('close', resolve));
      socket.close();
      await closed;
    },
  };
}
