'use client';

import { useState } from 'react';
import { createTracedFetch } from '@plumbline/browser/trace';
import { events } from '../lib/browser.ts';

/** Adds `traceparent` to calls of the own origin, so that a click and what it causes are one trace. */
const tracedFetch = createTracedFetch();

interface Props {
  readonly id: string;
  readonly status: string;
}

export function Decision({ id, status: initial }: Props) {
  const [status, setStatus] = useState(initial);
  const decide = async (decision: 'approved' | 'rejected'): Promise<void> => {
    events.featureViewed({ feature: 'approvals', surface: 'page' });
    const response = await tracedFetch(`/api/items/${id}/decision`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ decision }),
    });
    setStatus(response.ok ? decision : `not decided (${response.status})`);
  };
  return (
    <form>
      <output>{status}</output>
      <button type="button" onClick={() => void decide('approved')}>
        Approve
      </button>
      <button type="button" onClick={() => void decide('rejected')}>
        Reject
      </button>
    </form>
  );
}
