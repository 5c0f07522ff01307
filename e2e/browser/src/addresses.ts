/** The application. A name below `localhost` is a secure context without TLS, and stays the same however often its port changes. */
export const APP = 'http://app.localhost';

/** Another origin with an API of its own, to which no trace context may go. */
export const OTHER = 'http://other.localhost';

/** Where browsers post their events to. */
export const ENDPOINT = '/_t';
