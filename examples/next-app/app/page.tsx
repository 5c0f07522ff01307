import { setRoute } from '@plumbline/core/context';
import Link from 'next/link';
import { listItems } from '../lib/items.ts';

export const dynamic = 'force-dynamic';

export default function Items() {
  setRoute('/');
  return (
    <>
      <h1>Items</h1>
      <ul>
        {listItems().map(({ id, title, status }) => (
          <li key={id}>
            <Link href={`/items/${id}`}>{title}</Link> — {status}
          </li>
        ))}
      </ul>
    </>
  );
}
