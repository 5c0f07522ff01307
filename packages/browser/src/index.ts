/** Version of the wire that this client speaks. */
export const WIRE_VERSION = 1;
