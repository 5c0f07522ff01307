const text = (name: string, fallback: string): string => process.env[name] ?? fallback;
const number = (name: string, fallback: number): number => Number(process.env[name] ?? fallback);

/** What the environment decides about this service, beside what Plumbline reads itself. */
export const settings = () => ({
  host: text('HOST', '127.0.0.1'),
  port: number('PORT', 3000),
  /** A PostgreSQL server; without one, PGlite keeps the data in `dataDirectory`. */
  databaseUrl: process.env['DATABASE_URL'],
  dataDirectory: text('APPROVALS_DATA', '.plumbline/approvals'),
  notificationsUrl: text('NOTIFICATIONS_URL', 'http://127.0.0.1:3001'),
  /** ID of the organisation whose people run this product: its admins and approvers see the numbers of all customers. */
  staffOrganisation: process.env['APPROVALS_STAFF_ORGANISATION'],
  /** Share of attachment writes that fail, to see what a failing dependency looks like. */
  blobFailureRate: number('APPROVALS_BLOB_FAILURE_RATE', 0),
});

export type Settings = ReturnType<typeof settings>;
