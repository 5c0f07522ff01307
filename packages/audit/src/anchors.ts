export type { AnchorCheck, AnchorPlace, AnchorStatement, AnchorTarget } from './anchor/anchor-target.ts';
export { customAnchor } from './anchor/custom-anchor.ts';
export { fileAnchor, type FileAnchorOptions, readAnchorFile } from './anchor/file-anchor.ts';
export type { AnchorHeaders } from './anchor/http-post.ts';
export { rfc3161Anchor, type Rfc3161AnchorOptions } from './anchor/rfc3161-anchor.ts';
export { type VerifiedTimestamp, verifyTimestamp, type VerifyTimestampOptions } from './anchor/verify-timestamp.ts';
export { verifyWebhookSignature, webhookAnchor, type WebhookAnchorOptions } from './anchor/webhook-anchor.ts';
