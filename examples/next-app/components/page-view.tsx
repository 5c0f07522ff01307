'use client';

import { nextPattern } from '@plumbline/browser/next';
import { useParams, useSelectedLayoutSegments } from 'next/navigation';
import { useEffect } from 'react';
import { events } from '../lib/browser.ts';

/** Says which page is shown by its pattern, such as `/items/:id`: what stands in the address never leaves. */
export function PageView() {
  const pattern = nextPattern(useSelectedLayoutSegments(), useParams());
  useEffect(() => events.pageViewed(pattern), [pattern]);
  return null;
}
