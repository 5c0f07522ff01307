import path from 'node:path';
import process from 'node:process';

/** What one replica is told by its environment, beside what Plumbline reads itself. */
export function settings() {
  const data = process.env['REPLICA_DATA'] ?? '.plumbline';
  return {
    port: Number(process.env['PORT'] ?? 0),
    /** The same database by three roads, so that each can be cut by itself. */
    databases: {
      application: process.env['APPLICATION_DATABASE'],
      audit: process.env['AUDIT_DATABASE'],
      gauges: process.env['GAUGES_DATABASE'],
    },
    data,
    eventSpool: path.join(data, 'event-spool'),
    /** What both replicas work on. */
    shared: process.env['SHARED_DATA'] ?? data,
    notifications: process.env['NOTIFICATIONS_URL'] ?? '',
  };
}
