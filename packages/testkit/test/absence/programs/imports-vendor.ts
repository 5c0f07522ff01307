await import('posthog-node');
