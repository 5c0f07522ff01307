'use client';

import { useEffect, useState } from 'react';
import { answer, answered } from '../lib/browser.ts';

/** Asks once. Both answers are one click, and may be changed at any time. */
export function ConsentBanner() {
  const [consent, setConsent] = useState<'granted' | 'denied' | undefined>('denied');
  useEffect(() => setConsent(answered()), []);
  const say = (given: 'granted' | 'denied'): void => {
    answer(given);
    setConsent(given);
  };
  return (
    <footer>
      <span>{consent === 'granted' ? 'Usage is counted.' : 'May we count which features are used?'}</span>
      {consent !== 'granted' && <button onClick={() => say('granted')}>Yes</button>}
      {consent !== 'denied' && <button onClick={() => say('denied')}>No</button>}
    </footer>
  );
}
