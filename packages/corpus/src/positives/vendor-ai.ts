import type { PositiveKind } from '../fact.ts';
import { alphabets } from '../random.ts';
import { token, vendor } from './make.ts';

/** Models and the tools around them. */
export const modelVendors: readonly PositiveKind[] = [
  vendor('openai-project', 'https://platform.openai.com/docs/api-reference/authentication', (r) =>
    token(r.pick(['sk-proj-', 'sk-svcacct-', 'sk-admin-']), `${r.base64url(74)}T3BlbkFJ${r.base64url(74)}`),
  ),
  vendor('openai-user', 'https://platform.openai.com/docs/api-reference/authentication', (r) =>
    token('sk-', `${r.alnum(20)}T3BlbkFJ${r.alnum(20)}`),
  ),
  vendor('anthropic', 'https://docs.claude.com/en/api/overview', (r) =>
    token(r.pick(['sk-ant-api03-', 'sk-ant-admin01-', 'sk-ant-oat01-']), `${r.base64url(93)}AA`),
  ),
  vendor('hugging-face', 'https://huggingface.co/docs/hub/security-tokens', (r) =>
    token('hf_', r.text(alphabets.letters, 34)),
  ),
  vendor('replicate', 'https://replicate.com/docs/reference/http#authentication', (r) => token('r8_', r.alnum(37))),
  vendor('groq', 'https://console.groq.com/docs/quickstart', (r) => token('gsk_', r.alnum(52))),
  vendor('perplexity', 'https://docs.perplexity.ai/guides/api-key-management', (r) => token('pplx-', r.alnum(48))),
  vendor('xai', 'https://docs.x.ai/docs/tutorial', (r) => token('xai-', r.alnum(80))),
  vendor('openrouter', 'https://openrouter.ai/docs/api-reference/authentication', (r) => token('sk-or-v1-', r.hex(64))),
  vendor('deepseek', 'https://api-docs.deepseek.com/', (r) => token('sk-', r.hex(32))),
  vendor('langsmith', 'https://docs.langchain.com/langsmith/create-account-api-key', (r) =>
    token(r.pick(['lsv2_pt_', 'lsv2_sk_']), `${r.hex(32)}_${r.hex(10)}`),
  ),
  vendor('pinecone', 'https://docs.pinecone.io/guides/projects/manage-api-keys', (r) =>
    token('pcsk_', `${r.alnum(6)}_${r.alnum(63)}`),
  ),
  vendor('elevenlabs', 'https://elevenlabs.io/docs/api-reference/authentication', (r) => token('sk_', r.hex(48))),
  vendor('cerebras', 'https://inference-docs.cerebras.ai/quickstart', (r) => token('csk-', r.lowerDigits(48))),
  vendor('tavily', 'https://docs.tavily.com/documentation/api-reference/introduction', (r) =>
    token(r.pick(['tvly-', 'tvly-dev-']), r.alnum(32)),
  ),
  vendor('nvidia', 'https://docs.api.nvidia.com/nim/docs/api-quickstart', (r) => token('nvapi-', r.base64url(64))),
  vendor('firecrawl', 'https://docs.firecrawl.dev/api-reference/introduction', (r) => token('fc-', r.hex(32))),
  vendor('langfuse', 'https://langfuse.com/docs/api-and-data-platform/features/public-api', (r) =>
    token('sk-lf-', r.uuid()),
  ),
  vendor('voyage', 'https://docs.voyageai.com/docs/api-key-and-installation', (r) => token('pa-', r.base64url(43))),
  vendor('weights-and-biases-v1', 'https://docs.wandb.ai/quickstart/', (r) =>
    token('wandb_v1_', `${r.alnum(27)}_${r.alnum(49)}`),
  ),
  vendor('jina', 'https://jina.ai/embeddings/', (r) => token('jina_', `${r.hex(32)}${r.alnum(28)}`)),
];
