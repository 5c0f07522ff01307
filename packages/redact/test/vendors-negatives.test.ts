import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createAnchors } from '../src/anchors.ts';
import type { AnchoredRule } from '../src/rule.ts';
import { createMake, LOWER_HEX, URL_SAFE } from './corpus/build.ts';
import { vendorRules } from './vendor-rules.ts';

const anchors = createAnchors(vendorRules);

/** The rules that take a text for a key. */
function takenBy(text: string): readonly string[] {
  const ids: string[] = [];
  const emit = (_start: number, _end: number, { id }: AnchoredRule): void => void ids.push(id);
  anchors.scanWords(text, emit);
  anchors.scanLoose(text, emit);
  return ids;
}

/** Names, files, settings and sentences that begin as keys do, one family a line. */
const NAMES: Readonly<Record<string, string>> = {
  models:
    'sk-learn sk-learn-contrib-imbalanced-ensemble sk-estonia-2024-report hf_transfer hf_hub_download_with_progress_bar hf_token_cache_directory_path api_organization_settings api_org_members gsk_pipeline pplx-api-client-for-node r8_optimizer_keep_rules xai-explainability-toolkit-for-python nvapi-wrapper fw_update fc-match fc-cache pa-system-announcement-service-for-the-whole-building tvly-search key_identifier_for_partition key_value_store_adapter cr-sqlite llx-compiler e2b_sandbox_template',
  hosts:
    'npm_config_registry npm_package_dependencies_typescript_version npm_lifecycle_event_name_for_the_script ghs_installation ghp_placeholder_for_documentation_only glpat-placeholder-in-the-docs github_pattern_matching_rules gitlab-runner cio-dashboard cion oy2ve docker-compose dckr_image_builder rubygems_mirror pypi-server perm-denied perm: perm:read ionic_view ion_trap_simulation_parameters waka_time_plugin_for_editors csa_certification_level sgp_region_endpoint AKCp',
  clouds:
    'AKIA ASIA ABIATHAR ACCADEMIA AIzawa ya29 YCACHE LTAI STS.GetCallerIdentity da2-staging dop_v1_migration v1.0-beta v1.0-rc1-20240101 4b1d dapi DAPI dose-response-curve sb_secret_name_in_environment_variable_list sbp_region supabase.co napi_create_function napi_get_cb_info_with_data_pointer rnd_seed_for_reproducibility rnd_walk vcp_client vca_index fm2_synthesis fo1_oscillator nfp_report_of_the_first_quarter K001 SCW EXO EXOPLANET DO00 akab-host sha256~ tskey-auth kpat_ ptr_to_member_function_of_the_class ptr_diff',
  payment:
    'live_reload_server_enabled test_something_long_name_here test_should_return_404_when_user_is_missing test_ShouldReturn404WhenUserMissing test_sandbox sandbox_mode_enabled access_log_format_for_the_proxy access-production access-control-allow-origin public-sandbox link-production-report processor-sandbox pi_secret src_client_secret seti_home whsec_placeholder sk_live_ sk_test_key_goes_here rk_live re_exported re_exported_from_other_module_of_the_package EAAA EZAK PRD-requirements SBX-environment-number-two TEST-1234 TEST-suite-of-the-day Mid-server organizations/acme/apiKeys APP_USR',
  messaging:
    'key-value-store key-rotation-policy-for-services pubkey-pinning md-button md-editor-with-preview-2024 pk_index pk_constraint_on_orders SG.Controls SKU SK0 SKIPPED xoxo xoxo-catalog-52 xoxb-team-2024 xapp-store-review re_ syt_ KEY0 KEY-value sec-c- dG9r 1000.00 testsk_ mlsn. os_v2_app_server',
  work: 'pat-na1 pat-riot-games pat-eu1-tern patch-management pattern.matching.in.typescript secret_santa_list_for_the_office secret_name_of_the_service_account ntn_ nrt_journal figd_ 1/1 2/14 1/2/2026 0/0 00D 00DX3 3MVG cal_year cal_days_in_month_of_the_year cnvcase p8e- na1.api.example.com eu1.cluster.internal VF. bb_pr_review tfp_distribution_lambda rdme_ CFPAT lin_alg lin_api_client_wrapper_for_typescript ATTACHMENT ATTA',
  delivery:
    'hvs. hvac.controls s.a s.prototype.constructor.name at_least_one_of_the_following_conditions at_ dp.pt. st.petersburg.example.org ops_team ops_eyJ A3-paper A3-B4 age-secret-key xprv zprv nsec1 RWRT v1.local.file v2.public.api k4.secret LS0tLS1CRUdJTi squ_ sqp_ pul-request API-first API-GATEWAY-TIMEOUT-SECONDS sdk-core mob-programming api-gateway-of-the-department secret-manager console-output-of-the-build *:*.js hawk.eye pat.match sat.nav odt_to_pdf_converter_with_fonts ico-sprite infra',
  monitoring:
    'glc_ glc_values_of_the_chart glsa_ NRAK- NRQL NRII eu01xx px-api px-dep hcaik_ dt0c01. xaat- pdus+ rootly_ cu_ cu_seqlens sv_SE phc_ phx_posthog_project phs_ pha_values_of_the_series sntrys_ SSWS 000 001-first 00ff00 secret-live-updates-of-the-dashboard ory_at_ sc_config ext_modules unkey_verify zpka_ jca_provider ajkey_',
};

const WORDS =
  'config registry something long name here organization settings value store exported transfer learn primary default session manager handler request update version deploy payment customer token access public internal service account'.split(
    ' ',
  );

const JOINERS: Readonly<Record<string, (words: readonly string[]) => string>> = {
  snake: (words) => words.join('_'),
  kebab: (words) => words.join('-'),
  dotted: (words) => words.join('.'),
  path: (words) => `${words.join('/')}.ts`,
  constant: (words) => words.join('_').toUpperCase(),
  numbered: (words) => `${words.join('-')}-2024`,
};

describe('what only begins as a key does', () => {
  it.each(Object.keys(NAMES))('names around %s stay', (family) => {
    const taken = (NAMES[family] ?? '').split(' ').flatMap((name) => [name, `see "${name}".`, `/srv/${name}/index.js`]);
    expect(taken.filter((text) => takenBy(text).length > 0)).toEqual([]);
  });

  it.each(Object.keys(JOINERS))('a beginning and words in %s stay', (style) => {
    const make = createMake(14);
    // Beginnings that hold random characters themselves stand before nothing else in this world.
    const named = vendorRules
      .flatMap((rule) => rule.anchors)
      .filter((anchor) => /^[a-z]{2,}[_-](?:[a-z]+[_-])*$/.test(anchor) && !/^(?:sk-or-|tvly-|tskey-)/.test(anchor));
    const taken: string[] = [];
    for (const anchor of new Set(named)) {
      for (let round = 0; round < 40; round++) {
        const words = Array.from({ length: 2 + (round % 9) }, () => make.pick(WORDS));
        const text = `${anchor}${JOINERS[style]?.(words) ?? ''}`;
        if (takenBy(text).length > 0) taken.push(`${text}: ${takenBy(text).join(' ')}`);
      }
    }
    expect(taken).toEqual([]);
  });
});

describe('what identifies and opens nothing', () => {
  const make = createMake(7);
  const forms: Readonly<Record<string, () => string>> = {
    uuid: () => make.uuid(),
    sha1: () => make.chars(40, LOWER_HEX),
    sha256: () => `sha256:${make.chars(64, LOWER_HEX)}`,
    integrity: () => `sha512-${createHash('sha512').update(make.uuid()).digest('base64')}`,
    ulid: () => `01${make.chars(24, 'ABCDEFGHJKMNPQRSTVWXYZ0123456789')}`,
    nanoid: () => make.chars(21, URL_SAFE),
    pod: () => `api-${make.chars(9, LOWER_HEX)}-${make.chars(5, 'bcdfghjklmnpqrstvwxz2456789')}`,
    traceparent: () => `00-${make.chars(32, LOWER_HEX)}-${make.chars(16, LOWER_HEX)}-01`,
    account: () => `acct_${make.chars(16)} cus_${make.chars(14)} in_${make.chars(24)} evt_${make.chars(24)}`,
    date: () => `2026-01-0${make.pick([1, 2, 3])}T00:0${make.pick([1, 2])}:00.000Z 1/${make.pick([1, 2])}/2026`,
    commit: () => `feat/${make.chars(7, LOWER_HEX)}-${make.pick(WORDS)}-${make.pick(WORDS)}`,
  };

  it.each(Object.keys(forms))('5,000 of the kind %s stay', (kind) => {
    const lost = Array.from({ length: 5000 }, () => forms[kind]?.() ?? '').filter((text) => takenBy(text).length > 0);
    expect(lost).toEqual([]);
  });

  it('keys made to stand in a page stay, as they are no secret', () => {
    const published = [
      `pk_live_${make.chars(24)}`,
      `pk_test_${make.chars(99)}`,
      `sb_publishable_${make.chars(31)}`,
      `pk.eyJ1Ijoi${make.chars(60)}.${make.chars(22)}`,
      `pub-c-${make.uuid()}`,
      `sub-c-${make.uuid()}`,
      `pk-lf-${make.uuid()}`,
      `AC${make.chars(32, LOWER_HEX)}`,
      `age1${make.chars(58, 'qpzry9x8gf2tvdw0s3jn54khce6mua7l')}`,
      `npub1${make.chars(58, 'qpzry9x8gf2tvdw0s3jn54khce6mua7l')}`,
      `xpub${make.chars(107)}`,
    ];
    expect(published.filter((text) => takenBy(text).length > 0)).toEqual([]);
  });
});
