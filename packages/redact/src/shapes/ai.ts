import { HEX, sample, vendor, type AnchoredRule } from '../rule.ts';

const END = '(?![A-Za-z0-9])';

/** Keys of model providers and the tools around them. */
export const aiRules: readonly AnchoredRule[] = [
  vendor(
    'anthropic-key',
    'https://docs.claude.com/en/api/overview',
    ['sk-ant-'],
    '[A-Za-z0-9_-]{24,200}',
    sample('sk-ant-api03-', 95),
  ),
  vendor(
    'openrouter-key',
    'https://openrouter.ai/docs/api-reference/authentication',
    ['sk-or-v1-'],
    '[a-f0-9]{64}',
    sample('sk-or-v1-', 64, HEX),
  ),
  vendor(
    'langfuse-key',
    'https://langfuse.com/docs/api',
    ['sk-lf-'],
    '[a-f0-9-]{36}',
    `sk-lf-${sample('', 8, HEX)}-0a1b-4c2d-8e3f-${sample('', 12, HEX)}`,
  ),
  vendor(
    'openai-key',
    'https://platform.openai.com/docs/api-reference/authentication',
    ['sk-proj-', 'sk-svcacct-', 'sk-admin-', 'sk-None-'],
    '[A-Za-z0-9_-]{20,260}',
    sample('sk-proj-', 156),
  ),
  vendor(
    'sk-key',
    'https://platform.openai.com/docs/api-reference/authentication',
    ['sk-'],
    `[A-Za-z0-9]{32,64}${END}`,
    sample('sk-', 48),
  ),
  vendor(
    'huggingface-token',
    'https://huggingface.co/docs/hub/security-tokens',
    ['hf_', 'api_org_'],
    `[A-Za-z0-9]{34,40}${END}`,
    sample('hf_', 34),
  ),
  vendor('groq-key', 'https://console.groq.com/docs/quickstart', ['gsk_'], '[A-Za-z0-9]{40,64}', sample('gsk_', 52)),
  vendor(
    'perplexity-key',
    'https://docs.perplexity.ai/getting-started/quickstart',
    ['pplx-'],
    '[A-Za-z0-9]{40,64}',
    sample('pplx-', 48),
  ),
  vendor(
    'replicate-token',
    'https://replicate.com/docs/reference/http',
    ['r8_'],
    `[A-Za-z0-9]{37,40}${END}`,
    sample('r8_', 37),
  ),
  vendor('xai-key', 'https://docs.x.ai/docs/overview', ['xai-'], '[A-Za-z0-9]{70,90}', sample('xai-', 80)),
  vendor('nvidia-key', 'https://docs.api.nvidia.com/', ['nvapi-'], '[A-Za-z0-9_-]{60,90}', sample('nvapi-', 64)),
  vendor(
    'together-key',
    'https://docs.together.ai/reference/authentication-1',
    ['tgp_v1_'],
    '[A-Za-z0-9_-]{40,64}',
    sample('tgp_v1_', 43),
  ),
  vendor(
    'elevenlabs-key',
    'https://elevenlabs.io/docs/api-reference/authentication',
    ['sk_'],
    `[a-f0-9]{48}${END}`,
    sample('sk_', 48, HEX),
  ),
  vendor(
    'langsmith-key',
    'https://docs.smith.langchain.com/',
    ['lsv2_pt_', 'lsv2_sk_'],
    '[a-f0-9]{32}_[a-f0-9]{10}',
    `${sample('lsv2_pt_', 32, HEX)}_${sample('', 10, HEX)}`,
  ),
  vendor(
    'pinecone-key',
    'https://docs.pinecone.io/guides/projects/manage-api-keys',
    ['pcsk_'],
    '[A-Za-z0-9_]{40,90}',
    sample('pcsk_', 68),
  ),
  vendor('tavily-key', 'https://docs.tavily.com/', ['tvly-'], '[A-Za-z0-9_-]{30,48}', sample('tvly-', 32)),
  vendor(
    'firecrawl-key',
    'https://docs.firecrawl.dev/introduction',
    ['fc-'],
    `[a-f0-9]{32}${END}`,
    sample('fc-', 32, HEX),
  ),
  vendor(
    'fireworks-key',
    'https://docs.fireworks.ai/api-reference/introduction',
    ['fw_'],
    `[A-Za-z0-9]{22,24}${END}`,
    sample('fw_', 24),
  ),
];
