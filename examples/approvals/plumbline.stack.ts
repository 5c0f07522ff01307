import { defineStack } from '@plumbline/stack';

/** What a deployment says about its stack; everything else comes from `plumbline.config.ts`. */
export default defineStack({
  // One folder for each environment: DEPLOY_TO=staging npx plumbline stack generate --out observability/staging
  environment: process.env['DEPLOY_TO'] ?? 'production',
  // Port 3000 is the service's own.
  urls: { grafana: 'http://localhost:3003' },
  bugReport: 'feedback_submitted',
  usage: { core: ['login_succeeded', 'content_item_created', 'comment_added', 'approval_submitted'] },
  exporters: { host: true, containers: true, postgres: true },
});
