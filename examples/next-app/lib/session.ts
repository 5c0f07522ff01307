export type Role = 'viewer' | 'approver';

export interface Account {
  readonly id: string;
  readonly orgId: string;
  readonly role: Role;
}

/** Stands for the sign-in of a real application: two accounts, chosen by a cookie. */
const ACCOUNTS: ReadonlyMap<string, Account> = new Map([
  ['ada', { id: 'account-17', orgId: 'org-3', role: 'approver' }],
  ['sam', { id: 'account-18', orgId: 'org-3', role: 'viewer' }],
]);

function cookieOf(request: Request, name: string): string | undefined {
  const pairs = (request.headers.get('cookie') ?? '').split(';').map((pair) => pair.trim().split('='));
  return pairs.find(([key]) => key === name)?.[1];
}

export const accountOf = (request: Request): Account | undefined => ACCOUNTS.get(cookieOf(request, 'session') ?? '');

/** What a person answered in the banner; the server holds the browser to it. */
export const hasAgreed = (request: Request): boolean => cookieOf(request, 'consent') === 'granted';
