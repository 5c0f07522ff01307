import { describe, expect, it } from 'vitest';
import { createRedactor } from '../src/index.ts';

const redactor = createRedactor();

/** A text and, behind the bar, the part of it that must not be shown. */
function cases(text: string): readonly (readonly [string, string])[] {
  return lines(text).map((line) => {
    const bar = line.lastIndexOf('|');
    return [line.slice(0, bar), line.slice(bar + 1)];
  });
}

function lines(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** The text alone, as a field, and within JSON that stands in a text. */
function shownOf(text: string): readonly string[] {
  return [redactor.text(text), JSON.stringify(redactor.value({ note: text }))];
}

describe('numbers behind the name of a document that means nothing else', () => {
  it.each(
    cases(`
      El DNI 44130751 no figura|44130751
      DNI del cliente: 44130751|44130751
      el dni de la titular es 44130751|44130751
      DNI: 29.350.047|29.350.047
      Documento de identidad 44130751 vencido|44130751
      documento nacional de identidad 44130751|44130751
      Cédula de identidad V-25026359 no|25026359
      cédula V25026359|25026359
      C.I. V-25.026.359|25.026.359
      cédula de ciudadanía No. 1032456789|1032456789
      cedula del cliente 402-1234567-8|1234567
      Número de cédula: 8-765-4321|765-4321
      National ID number 20702953 not|20702953
      National ID 20702953 not|20702953
      national identity card 20702953|20702953
      National ID No: 20702953|20702953
      ID card number 20702953|20702953
      identity card no. 1234567A|1234567A
      citizen ID 12345678901|12345678901
      Kenyan national ID number of the customer is 20702953|20702953
      Cartão de Cidadão 939703434YI9 expirado|939703434YI9
      cartão de cidadão n.º 93970343 4 YI9|YI9
      o cartão de cidadão do cliente é 939703434YI9|939703434YI9
      Bilhete de identidade 12345678|12345678
      Numéro national 88082303119 introuvable|88082303119
      numéro de registre national 88.08.23-031.19|88.08.23
      জাতীয় পরিচয়পত্র নম্বর 8105205629 পাওয়া|8105205629
      জাতীয় পরিচয়পত্র নম্বর 8105205629|8105205629
      এনআইডি নম্বর 8105205629|8105205629
      بطاقة الهوية 1089473829|1089473829
      رقم الهوية الوطنية: 1089473829|1089473829
      رقم الإقامة 2089473829|2089473829
      الرقم القومي 29001011234567|29001011234567
      کد ملی مشتری 0013542419|0013542419
      شناختی کارڈ نمبر 3520212345671|3520212345671
      เลขบัตร 1101700230705|1101700230705
      เลขบัตรประชาชน 1101700230705|1101700230705
      บัตรประชาชนเลขที่ 1-1017-00230-70-5|00230
      số CCCD 001099012345|001099012345
      Số CMND: 123456789|123456789
      căn cước công dân số 001099012345|001099012345
      KTP 3174011208880003|3174011208880003
      No. KTP: 3174011208880003|3174011208880003
      nomor induk kependudukan 3174011208880003|3174011208880003
      आधार संख्या 2341 2341 2346|2341 2341
      आधार नंबर 234123412346|234123412346
      ஆதார் எண் 2341 2341 2346|2341 2341
      ఆధార్ సంఖ్య 234123412346|234123412346
      ಆಧಾರ್ ಸಂಖ್ಯೆ 234123412346|234123412346
      ആധാർ നമ്പർ 234123412346|234123412346
      আধার নম্বর 234123412346|234123412346
      આધાર નંબર 234123412346|234123412346
      ਆਧਾਰ ਨੰਬਰ 234123412346|234123412346
      身份證字號 A123456780|A123456780
      주민등록번호 900101-1234567|1234567
      マイナンバー 123456789012|123456789012
      ИНН 7707083893|7707083893
      СНИЛС 112-233-445 95|112-233
      паспорт серия 4510 № 123456|123456
      паспорт 4510 123456|123456
      Паспорт клиента: 4510 123456|123456
      РНОКПП 3186512740|3186512740
      ЕГН 7523169263|7523169263
      ЖСН 900101301234|900101301234
      ЕМБГ 0101990450001|0101990450001
      матични број 0101990710001|0101990710001
      AMKA 01019012345|01019012345
      ΑΦΜ 094123450|094123450
      αριθμός ταυτότητας ΑΒ 123456|123456
      תעודת זהות 123456782|123456782
      מספר זהות: 123456782|123456782
      TC kimlik no: 54646898843|54646898843
      kimlik numarası 54646898843|54646898843
      T.C. Kimlik Numaranız 54646898842|54646898842
      Personalausweis L01X00T471|L01X00T471
      Personalausweisnummer: L01X00T47|L01X00T47
      Sozialversicherungsnummer 65 180539 M 003|180539
      Carta d'identità CA12345AA|CA12345AA
      carte d'identité n° 880692310285|880692310285
      carte nationale d'identité 880692310285|880692310285
      numéro de sécurité sociale 2 55 08 14 168 025 38|168 025
      dowód osobisty ABC123456|ABC123456
      numer dowodu ABS 123456|123456
      občanský průkaz 123456789|123456789
      rodné číslo 921026/7242|7242
      személyi igazolvány 123456AB|123456AB
      carte de identitate RX 123456|123456
      osobna iskaznica 123456789|123456789
      lična karta 001234567|001234567
      isikukood 38001085718|38001085718
      asmens kodas 38001085718|38001085718
      personas kods 120174-10013|10013
      kennitala 120174-3399|3399
      kitambulisho 20702953|20702953
      nambari ya kitambulisho ni 20702953|20702953
      PhilHealth 12-345678901-2|345678901
      SSS number 53-9388071-9|9388071
      NIC 642930557V|642930557V
      NIC number 196429300557|196429300557
      NIN 79402649380|79402649380
      CURP PORB850217HDFGLB90|PORB850217
      RFC AGRL640218ET4|AGRL640218
      ERIKSSON<<ANNA<MARIA<<<<<<<<<<|ERIKSSON
    `),
  )('go: %s', (text, number) => {
    for (const shown of shownOf(text)) expect(shown).not.toContain(number);
  });

  it('go in either spelling of a letter with a dot below', () => {
    for (const name of ['পরিচয়পত্র'.normalize('NFC'), 'পরিচ\u09dfপত্র'])
      expect(redactor.text(`জাতীয় ${name} নম্বর 8105205629`)).not.toContain('8105205629');
  });
});

describe('numbers behind a word for telephone', () => {
  it.each(
    cases(`
      Телефон клиента: 8 (903) 429-71-41|429-71
      Контактный телефон 8-903-429-71-41|429-71
      тел. 8 903 429 71 41|429 71
      мобильный телефон абонента 89034297141|89034297141
      номер телефону: 067 123 45 67|123 45
      телефон на клиента 0888 123 456|123 456
      טלפון נייד 052-4153876|4153876
      טלפון של הלקוח: 03-5551234|5551234
      מספר טלפון 052-415-3876|415-3876
      τηλέφωνο 210 1234567|1234567
      τηλ. 6912345678|6912345678
      κινητό πελάτη: 691 234 5678|234 5678
      điện thoại 0912 345 678|345 678
      số điện thoại khách hàng: 0912345678|0912345678
      SĐT: 0912.345.678|345.678
      โทร 081-234-5678|234-5678
      เบอร์โทรลูกค้า 0812345678|0812345678
      โทรศัพท์มือถือ 081 234 5678|234 5678
      टेलीफोन 011-23456789|23456789
      मोबाइल नंबर 98765 43210|43210
      फोन: 9876543210|9876543210
      هاتف العميل: 0501234567|0501234567
      رقم الهاتف 050 123 4567|123 4567
      رقم الجوال: 0551234567|0551234567
      موبایل 0912 345 6789|345 6789
      فون نمبر 0300-1234567|1234567
      puhelin 040 1234567|1234567
      puhelinnumeroni on 040 123 4567|123 4567
      telefonnummer til kunden 22 12 34 56|22 12
      telefonnummer: 070-123 45 67|123 45
      numer telefonu 601 234 567|234 567
      telefon klienta: 601 234 567|234 567
      telefonszám 06 30 123 4567|123 4567
      telefonul clientului 0722 123 456|123 456
      cep telefonu 0532 123 45 67|123 45
      müşteri telefonu: 0 (532) 123 45 67|123 45
      telepon 0812-3456-7890|3456
      nomor ponsel 081234567890|081234567890
      ফোন নম্বর 01712345678|01712345678
      தொலைபேசி எண் 044-12345678|12345678
      전화번호는 010-1234-5678|1234-5678
      휴대폰 번호 01012345678|01012345678
      電話番号は090-1234-5678です|1234-5678
      电话号码是13800130348|13800130348
      联系电话：13800130348|13800130348
      手機號碼 0912-345-678|345-678
      tālrunis 21234567|21234567
      telefonas 8 612 34567|34567
      sími 555 1234|555 1234
      ტელეფონი 555 12 34 56|12 34
      simu ya mteja 0712 345 678|345 678
      téléphone du client : 06 12 34 56 78|12 34
      Telefonnummer des Kunden lautet 0171 3920045|3920045
      teléfono del cliente: 612 345 678|345 678
      telefono del cliente 347 1216828|1216828
      telefone do cliente (11) 91234-6871|91234
      Telefoonnummer van de klant: 06-12345678|12345678
    `),
  )('go: %s', (text, number) => {
    for (const shown of shownOf(text)) expect(shown).not.toContain(number);
  });
});

describe('numbers behind a word for a payment card', () => {
  it.each(
    cases(`
      customer typed their card 6062-0277-7277-4464 into|7277-4464
      numéro de carte 9445-4804-1026-6272 refusé|4804
      номер карты 9445480410266272|9445480410266272
      卡号：9445480410266272|9445480410266272
      カード番号は9445480410266272です|9445480410266272
      카드번호 9445-4804-1026-6272|4804
      رقم البطاقة 9445480410266272|9445480410266272
      כרטיס אשראי 9445-4804-1026-6272|4804
      αριθμός κάρτας 9445 4804 1026 6272|4804
      kart numarası 9445 4804 1026 6272|4804
      kártyaszám 9445480410266272|9445480410266272
      kortnummer 9445 4804 1026 6272|4804
      korttinumero: 9445480410266272|9445480410266272
      thẻ số 9445480410266272|9445480410266272
      कार्ड नंबर 9445480410266272|9445480410266272
      numer karty: 9445480410266272|9445480410266272
      número de tarjeta 9445480410266272|9445480410266272
      หมายเลขบัตร 9445480410266272|9445480410266272
    `),
  )('go whoever gave the card out: %s', (text, number) => {
    for (const shown of shownOf(text)) expect(shown).not.toContain(number);
    const wrong = text.replace(/\d(?=\D*$)/, (digit) => String((Number(digit) + 1) % 10));
    expect(redactor.text(wrong)).toBe(wrong);
  });
});

const FIRST = 'P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<';
const SECOND = 'L898902C36UTO7408122F1204159ZE184226B<<<<<10';
const CARD = ['I<UTOD231458907<<<<<<<<<<<<<<<', '7408122F1204159UTO<<<<<<<<<<<6', 'ERIKSSON<<ANNA<MARIA<<<<<<<<<<'];

describe('machine-readable zones', () => {
  it.each([FIRST, SECOND, FIRST + SECOND, ...CARD, CARD.join(''), 'D231458907UTO7408122F1204159<<<<<<<6'])(
    'go alone, in a sentence, in markup and in JSON: %s',
    (zone) => {
      const wrapped = [zone, `read ${zone} twice`, `<mrz>${zone}</mrz>`, `<mrz>${zone.replaceAll('<', '&lt;')}</mrz>`];
      for (const text of [...wrapped, JSON.stringify({ mrz: zone })]) {
        expect(redactor.text(text)).toContain('[redacted:passport-');
        expect(redactor.text(text)).not.toMatch(/ERIKSSON|L898902C3|D23145890|7408122/);
      }
    },
  );

  it('go as lines of one text', () => {
    expect(redactor.text(`${FIRST}\n${SECOND}\n`)).toBe('[redacted:passport-names]\n[redacted:passport-zone]\n');
    expect(redactor.text(CARD.join('\n'))).not.toMatch(/[A-Z]/);
  });

  it('stay where a check digit is wrong or the line is no such one', () => {
    const wrong = SECOND.replace('L898902C36', 'L898902C37');
    for (const text of [wrong, `${SECOND}A`, '<<<<<<< HEAD', 'ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJKLMNOPQR'])
      expect(redactor.text(text)).toBe(text);
  });
});

/** Documents with the country that issues them, in front and behind. */
const NAMES = lines(`
  dni_ar
  dniAr
  DNI_PERU
  dni_number_pe
  numeroDniAr
  cedula_ec
  cedulaVe
  cedula_co_no
  cedula_rd
  bd_nid
  nid_bd
  in_pan
  pan_in
  uk_nino
  nino_uk
  de_steuer_id
  steuer_id_de
  sa_iqama
  iqama_sa
  iqamaNumber
  customer_dni_ar
  cpf_br
  br_cpf
  rg_br
  sin_ca
  ca_sin
  curp_mx
  rfc_mx
  mx_rfc
  ine_mx
  nic_lk
  lk_nic_no
  nin_ng
  ng_nin
  ng_nin_number
  nigeria_nin
  kenyan_id_number
  id_card_de
  passport_de
  de_passport_no
  passport_number_fr
  national_id_ke
  ke_national_id
  ssn_us
  us_ssn
  tax_id_br
  passport_no
  matricule_national
  numero_national
  national_number
  nationaal_nummer
  ph_sss
  sss_ph
  ph_tin
  my_ic
  ic_my
  sg_nric
  nric_sg
  fin_sg
  hk_hkid
  hkid_hk
  vn_cccd
  cccd_vn
  id_ktp
  ktp_id
  nik_id
  id_nik
  thai_national_id
  th_national_id
  kr_rrn
  rrn_kr
  bvn_ng
  gh_ghana_card
  zm_nrc
  nrc_zm
  ma_cin
  cin_ma
  cni_sn
  fr_cni
  nir_fr
  ahv_ch
  ch_ahv
  pt_nif
  nif_pt
  nif_es
  es_dni
  dni_es
  es_nie
  it_cf
  codice_fiscale_it
  pl_pesel
  pesel_pl
  cz_rc
  ro_cnp
  cnp_ro
  bg_egn
  hr_oib
  rs_jmbg
  jmbg_rs
  gr_afm
  afm_gr
  amka_gr
  tc_no_tr
  tckn_tr
  ru_inn
  inn_ru
  snils_ru
  kz_iin
  iin_kz
  ie_ppsn
  pps_ie
  rijksregisternummer_be
  bsn_nl
  nl_bsn
  se_personnummer
  pnr_se
  no_fnr
  fnr_no
  cpr_dk
  dk_cpr
  fi_hetu
  hetu_fi
  is_kennitala
  ee_isikukood
  lu_matricule
  au_tfn
  tfn_au
  au_medicare
  nz_ird
  ird_nz
  cl_rut
  rut_cl
  run_cl
  uy_ci
  ci_uy
  pe_ruc
  ruc_pe
  ve_rif
  rif_ve
  dui_sv
  sv_dui
  gt_dpi
  cui_gt
  nit_co
`);

describe('names of fields made of a document and a country', () => {
  it.each(NAMES)('%s', (name) => {
    const number = '4710283946';
    for (const record of [{ [name]: number }, { items: [{ id: 1 }, { [name]: Number(number) }] }])
      expect(JSON.stringify(redactor.value(record))).not.toContain(number);
    for (const text of [`msg ${name}=${number} ok`, `body: {\\"id\\": 12, \\"${name}\\": \\"${number}\\"}`])
      expect(redactor.text(text)).not.toContain(number);
  });

  it.each([
    { bdNidNo: '4710283946' },
    { kenya_id: '20702953' },
    { il_tz: '123456782' },
    { be_nn: '88082303119' },
    { said: '9705279504083' },
    { customer_said: '9705279504083' },
    { nin: '79402649380' },
    { user_nin: '79402649380' },
    { rfc: 'AGRL6402184ET' },
    { nic_no: '642930557V' },
    { sss_number: '53-9388071-9' },
    { tw_id_no: 'E271636726' },
    { matricule_national: '1956110122228' },
    { kartennummer: 9_445_480_410_266_272 },
    { numeroTarjeta: '9445 4804 1026 6272' },
    { 卡号: '9445480410266272' },
    { card: { number: '135440064797737' } },
  ])('hides %j', (record) => {
    const [value = ''] = JSON.stringify(record).match(/\d[\d -]{5,}\d/) ?? [];
    expect(value).not.toBe('');
    expect(redactor.stringify(record)).not.toContain(value);
    expect(JSON.stringify(redactor.value({ deep: { er: record } }))).not.toContain(value);
  });
});

describe('what is no number of anybody', () => {
  it.each(
    lines(`
      national team scored 88082303118 points
      national holiday 20260101
      National ID check took 1732195444123 ms
      National ID lookup 1732195444
      ID card reader v1.2.3 port 12345
      id card 1732195444123
      identity provider 12345678
      order ID number 4006381333931
      card id 12345678
      telephone service restarted after 12345678 ms
      telephone exchange 1732195444123
      телефон обновлён: 21.11.2026 10:30
      телефон подтверждён, код 123456
      телефон обновлен 2026-11-21 10:30:12
      телефон версия 10.2.33
      заказ 89034297141
      the phone order: 2026-0001-12345
      phone model: 12.345.678 ok
      phone ip: 192.168.100.200
      telefon version: 10.12.2026 12:00
      電話会議は2026年11月21日
      电话会议2026-11-21 10:00
      order: 电话 会议 20261121
      手机型号 12345678
      卡 1234567890123456
      card created 1732195444123456
      card 1732195444123456 us
      carte 4006381333931
      karta 12345678901234
      thẻ 1234567890123456
      the card order 9445480410266272
      mobile app 12345678
      connect in_pan=false
      nid=17 title=x
      pan_in=0.5
      passport_de=missing
      us_tax=1234567
      my_run_id=15371773
      DNI
      dni=none
      الهوية 12
      VGhpcyBpcyBhIHRlc3Qgb2YgdGhlIGVtZXJnZW5jeSBi
      ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJKLMNOPQR
      <<<<<<< HEAD
      0123456789ABCDEF0123456789ABCDEF0123456789AB
      A<B<C<D<E<F<G<H<I<J<K<L<M<N<O<P<Q<R<S
      reactor number: 135440064797738
      tel quel 1234567 fois
      gsm 7 bit encoding 12345678
      утас 12
      phone lookups took 120 345 678 ns
      phones sold: 1200 in 2026
      telephone book 978-3-16-148410-0
      part V-12345678 shipped
    `),
  )('stays: %s', (text) => {
    expect(redactor.text(text)).toBe(text);
  });

  it.each(
    lines(`
      {"number":135440064797738}
      {"number":12345678901234}
      {"invoice":{"number":"INV-2026-000123"}}
      {"order":{"number":"4006381333931"}}
      {"card":"visa"}
      {"card":"card_1NvX2e2eZvKYlo2C"}
      {"nid":17}
      {"nid":1732195444}
      {"sa_id":123456}
      {"us_id":123456}
      {"pk_id":1234567890}
      {"tr_id":12345678901}
      {"in_pan":true}
      {"is_run":12345678}
      {"no_tax":123456}
      {"no_run":15371773}
      {"my_id":123456}
      {"user_my_ic":"main"}
      {"passport_us":"valid"}
      {"passport_de":"2026-12-31"}
      {"national_id_us":true}
      {"tax_id_de":"pending"}
      {"rc_number":3}
      {"run_number":15371772}
      {"pin_in":4}
      {"build_number":12345678901}
      {"nin":["a","b"]}
      {"rfc":"RFC9562"}
      {"rfc":9562}
      {"matricule":"E-1029"}
      {"national":"1234567890123"}
      {"card_id":"1234567890123456"}
      {"run_no":12}
      {"run_nr":123456789}
      {"civil":"123456789012"}
      {"us_tax":"12345.67"}
      {"ci_number":482913}
      {"cc_number_of_rows":5}
      {"cin":"cout"}
      {"ir_id":"1234567890"}
      {"th_id":"1234567890123"}
      {"cn_id":"cn-north-1"}
      {"finId":"12345678"}
      {"cui":"1234567890123"}
    `),
  )('stays as a field: %s', (json) => {
    const record: unknown = JSON.parse(json);
    expect(redactor.value(record)).toBe(record);
  });
});
