import type { ReactNode } from 'react';
import { ConsentBanner } from '../components/consent-banner.tsx';
import { PageView } from '../components/page-view.tsx';
import './page.css';

export const metadata = { title: 'Approvals' };

export default function Layout({ children }: { readonly children: ReactNode }) {
  return (
    <html lang="en">
      <body>
        <header>
          <a href="/">Approvals</a>
          <form action="/api/session" method="post">
            <button name="account" value="ada">
              Sign in as approver
            </button>
            <button name="account" value="sam">
              Sign in as viewer
            </button>
          </form>
          <a href="/telemetry">Numbers</a>
        </header>
        <PageView />
        <main>{children}</main>
        <ConsentBanner />
      </body>
    </html>
  );
}
