import { lazy } from '../lazy.ts';

// Words for a telephone and for a payment card in the languages that the first lists do not have.

function list(words: string): () => ReadonlySet<string> {
  return lazy(() => new Set(words.split(' ')));
}

/** Words for a telephone and its number, as they stand before one. */
export const TELEPHONES: () => ReadonlySet<string> = list(
  'телефона телефону телефоном телефоны телефонный моб сотовый сотового мобильный мобільний мобілка телефонен телефонът мобилен мобилни телефоны утас ' +
    'טלפון נייד הנייד פלאפון טלפונו סלולרי ' +
    'τηλέφωνο τηλεφωνο τηλεφώνου τηλ κινητό κινητο κινητού ' +
    'thoại sđt đtdđ đt ' +
    'टेलीफोन टेलीफ़ोन फोन फ़ोन मोबाइल मोबाईल दूरभाष फोनवर ফোন মোবাইল টেলিফোন মুঠোফোন தொலைபேசி கைபேசி அலைபேசி மொபைல் ఫోన్ మొబైల్ ಫೋನ್ ಮೊಬೈಲ್ ഫോൺ മൊബൈൽ ફોન મોબાઇલ ਫ਼ੋਨ ਫੋਨ ਮੋਬਾਈਲ දුරකථන ' +
    'هاتف الهاتف هاتفي هاتفه جوال الجوال جواله موبايل الموبايل تلفون تليفون تلفن موبایل همراه تماس فون موبائل ٹیلیفون ' +
    'puhelinnumero puhelinnumeroni puhelimeni matkapuhelin gsm mobilnr mobiltelefon telefonnr telefonnummeret mobilnummeret telefonen tlfnr tfn ' +
    'telefonu telefonem telefonů telefonní komórka komórkowy komórki telefonszám telefonszáma telefonszámom mobilszám telefonul telefonului mobilul telefonla telefonum ' +
    'fono fonos telepon telpon ponsel telefona mobitel mobitela telefonas telefonai mobilusis tālrunis tālruņa mobilais telefoninumber mobiilinumber sími símanúmer farsími farsímanúmer ' +
    'telefoonnr mobielnummer handynummer telefonnumer teléfonos telefonos telèfon mòbil telefonoa mugikorra ffôn simu nambari telepono selpon foon selfoon ' +
    'ტელეფონი ტელ მობილური հեռախոս հեռ телефоны нөмірі ስልክ ទូរស័ព្ទ ໂທລະສັບ ဖုန်း ' +
    '手机号码 电话号码 联系电话 联系方式 座机 手機 手機號碼 電話號碼 聯絡電話 行動電話 電話番号 携帯電話 携帯番号 連絡先 전화번호 휴대전화 휴대폰번호 핸드폰 연락처 โทร โทรศัพท์ เบอร์ เบอร์โทร มือถือ',
);

/** Of these a number must look like that of a telephone: they mean more. */
export const VAGUE_TELEPHONES: () => ReadonlySet<string> = list(
  'моб мобильный мобилен мобилни мобільний сотовый همراه تماس gsm tfn mobilais mobilusis mobilul đt нөмірі утас nambari simu 連絡先 联系方式 연락처',
);

/** Words for a payment card and its number. */
export const PAYMENT_CARDS: () => ReadonlySet<string> = list(
  'картой картою картка картки картку карткою картата картица картице ' +
    'כרטיס אשראי κάρτα κάρτας καρτας कार्ड কার্ড அட்டை కార్డు thẻ بطاقة البطاقة بطاقتي کارت کارڈ ' +
    'kártya kártyám kártyaszám kartou kartu kartę kartą karty karte kartica kartice kartico kortti kortin kortilla korttinumero luottokortti kartı kartım kortet kortnummer kredittkort kontokort kaartnummer kaardi ' +
    'cardul cardului carta tarjetas cartões cartoes kortelė kortelės kartes kreditkartennummer kreditkartennr kartennr creditcard debitcard cardno cardnum cardnumber mastercard amex maestro ' +
    '卡号 卡號 银行卡 信用卡 借记卡 信用卡號 信用卡号 カード カード番号 카드 카드번호 บัตรเครดิต บัตรเดบิต หมายเลขบัตร ბარათი քարտ',
);
