import { setRoute } from '@plumbline/core/context';
import { notFound } from 'next/navigation';
import { Decision } from '../../../components/decision.tsx';
import { findItem } from '../../../lib/items.ts';

export const dynamic = 'force-dynamic';

export default async function ItemPage({ params }: { readonly params: Promise<{ readonly id: string }> }) {
  setRoute('/items/[id]');
  const item = findItem((await params).id);
  if (!item) notFound();
  return (
    <>
      <h1>{item.title}</h1>
      <Decision id={item.id} status={item.status} />
    </>
  );
}
