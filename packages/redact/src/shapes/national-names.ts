import { lazy } from '../lazy.ts';

// Names of fields made of a document and the country that issues it: `dni_ar`, `cedulaEcuador`, `bd_nid_no`, `passport_de`.

/** ISO 3166-1 codes, with the names that people write for the country and for what comes from it. */
const countries: () => ReadonlyMap<string, readonly string[]> = lazy(
  () =>
    new Map(
      'ae uae emirates,ar argentina argentine argentino,at austria austrian,au australia australian,ba bosnia,bd bangladesh bangladeshi,be belgium belgian belgica belgique,bg bulgaria bulgarian,bh bahrain bahraini,bn brunei,bo bolivia boliviano,br brazil brasil brazilian,bw botswana,by belarus,ca canada canadian,ch switzerland swiss,ci ivoire,cl chile chilean,cm cameroon cameroun,cn china chinese,co colombia colombian,cr costarica,cu cuba,cy cyprus,cz czech,de germany german deutschland,dk denmark danish,do rd dominicana,dz algeria algerie,ec ecuador ecuatoriana,ee estonia estonian,eg egypt egyptian,es spain spanish espana,et ethiopia,fi finland finnish,fr france french,gb uk british,ge georgia,gh ghana ghanaian,gr greece greek,gt guatemala,hk hongkong,hn honduras,hr croatia croatian,hu hungary hungarian,id indonesia indonesian,ie ireland irish,il israel israeli,in india indian,iq iraq iraqi,ir iran iranian,is iceland icelandic,it italy italian italia,jo jordan,jp japan japanese,ke kenya kenyan,kg kyrgyz,kr korea korean,kw kuwait kuwaiti,kz kazakhstan,lb lebanon,lk srilanka lanka,lt lithuania,lu luxembourg,lv latvia,ma morocco maroc,md moldova,me montenegro,mg madagascar,mk macedonia,mm myanmar,mt malta,mu mauritius,mx mexico mexican,my malaysia malaysian,mz mozambique,na namibia,ng nigeria nigerian,ni nicaragua,nl netherlands dutch nederland,no norway norwegian norge,np nepal nepali,nz newzealand,om oman,pa panama,pe peru peruvian peruano,ph philippines filipino,pk pakistan pakistani,pl poland polish polska,pt portugal portuguese,py paraguay,qa qatar qatari,ro romania romanian,rs serbia serbian,ru russia russian,rw rwanda,sa saudi ksa,se sweden swedish sverige,sg singapore,si slovenia,sk slovakia slovak,sn senegal,sv salvador,th thailand thai,tn tunisia tunisie,tr turkey turkish turkiye,tw taiwan taiwanese,tz tanzania,ua ukraine ukrainian,ug uganda,us usa american,uy uruguay,uz uzbekistan,ve venezuela venezolana,vn vietnam vietnamese,za southafrica rsa,zm zambia,zw zimbabwe'
        .split(',')
        .map((entry) => {
          const names = entry.split(' ');
          return [names[0] ?? '', names];
        }),
    ),
);

/** The code and the first names of each country. */
function namesOf(codes: string, most: number): readonly string[] {
  return codes.split(' ').flatMap((code) => countries().get(code)?.slice(0, most) ?? []);
}

/** Words that mean nothing else, and who issues it: the name hides its value whatever it looks like. */
const SURE_DOCUMENTS: readonly (readonly [documents: string, countries: string])[] = [
  ['dni,numero dni', 'ar pe es'],
  [
    'cedula,cedula identidad,cedula ciudadania,cedula de identidad,cedula de ciudadania,numero cedula',
    'ec ve co cr do uy py pa ni cl bo',
  ],
  ['aadhaar,aadhar', 'in'],
  ['cpf,cnpj', 'br'],
  ['curp', 'mx'],
  ['cuil,cuit', 'ar'],
  ['cnic,nicop', 'pk'],
  ['mykad', 'my'],
  ['nric', 'my sg'],
  ['hkid', 'hk'],
  ['ktp,npwp', 'id'],
  ['cccd,cmnd', 'vn'],
  ['philsys,umid', 'ph'],
  ['bvn', 'ng'],
  ['nida', 'tz'],
  ['omang', 'bw'],
  ['iqama', 'sa'],
  ['ssn,itin', 'us'],
  ['nino', 'gb'],
  ['ppsn', 'ie'],
  ['bsn', 'nl'],
  ['pesel', 'pl'],
  ['oib', 'hr'],
  ['jmbg,embg', 'rs ba me mk'],
  ['snils', 'ru'],
  ['amka', 'gr'],
  ['tckn,tc kimlik', 'tr'],
  ['hetu,henkilotunnus', 'fi'],
  ['personnummer,samordningsnummer', 'se no'],
  ['fodselsnummer', 'no'],
  ['kennitala', 'is'],
  ['isikukood', 'ee'],
  ['steuer id,steueridentifikationsnummer', 'de'],
  ['codice fiscale', 'it'],
  ['rijksregisternummer', 'be'],
];

/** Words that mean other things too: the country says which is meant, and the value must look like a number of a document. */
const DOCUMENTS: readonly (readonly [documents: string, countries: string])[] = [
  ['nid', 'bd np rw eg vn'],
  ['nic', 'lk mu pk bd'],
  ['nik', 'id'],
  ['pan', 'in'],
  ['ic', 'my bn sg'],
  ['fin', 'sg'],
  ['rrn', 'kr be'],
  ['sss,philhealth', 'ph'],
  ['nin', 'ng ug cm'],
  ['nrc', 'zm mm'],
  ['cin', 'ma tn mg'],
  ['cni,cnie', 'fr cm sn ci ma dz'],
  ['cpr', 'bh dk'],
  ['qid', 'qa'],
  ['rut,run', 'cl uy'],
  ['rif', 've'],
  ['ruc', 'pe ec py pa'],
  ['nit', 'co gt bo sv'],
  ['ci,carnet', 'ec ve bo uy py cu'],
  ['cc', 'co pt'],
  ['rg,cnh,titulo', 'br'],
  ['rfc,nss,imss,ine', 'mx'],
  ['dui', 'sv'],
  ['dpi,cui', 'gt'],
  ['sin', 'ca'],
  ['tfn,medicare', 'au'],
  ['ird', 'nz'],
  ['nhs,utr', 'gb'],
  ['pps', 'ie'],
  ['nn,niss,insz', 'be'],
  ['nir', 'fr'],
  ['idnr,svnr', 'de at'],
  ['ahv,avs', 'ch'],
  ['nif', 'es pt'],
  ['nie', 'es'],
  ['cf', 'it'],
  ['nip,regon', 'pl'],
  ['rc', 'cz sk'],
  ['cnp', 'ro md'],
  ['egn', 'bg'],
  ['emso', 'si'],
  ['inn', 'ru ua'],
  ['iin', 'kz'],
  ['pinfl', 'uz'],
  ['afm', 'gr'],
  ['tc,tc no', 'tr'],
  ['tin', 'ph ng ke tz ug gh in us'],
  ['fnr', 'no'],
  ['kt', 'is'],
  ['pnr', 'se'],
  ['taj', 'hu'],
  ['melli', 'ir'],
  ['matricule', 'lu'],
  ['tz,teudat zehut', 'il'],
  ['civil id', 'kw om bh'],
  ['cedula,dni', 'hn pt pa es pe ar'],
];

/** Documents that every country has; with the country in front the end of the name is enough. */
const EVERYWHERE = 'passport,passport number,national id,id card,tax id';

function pairs(
  lists: readonly (readonly [string, string])[],
  most: number,
  compose: (word: string, of: string) => readonly string[],
): readonly string[] {
  return lists.flatMap(([documents, codes]) =>
    documents.split(',').flatMap((word) => namesOf(codes, most).flatMap((of) => compose(word, of))),
  );
}

const inFront = (word: string, of: string): readonly string[] => [
  `${of} ${word}`,
  `${of} ${word} number`,
  `${of} ${word} no`,
];

/** The names that hide any value. What ends with the document is known without its country. */
export const sureNames: () => readonly string[] = lazy(() =>
  pairs(SURE_DOCUMENTS, 3, (word, of) => [`${word} ${of}`, `${word} number ${of}`]),
);

/**
 * The names that hide what looks like the number of a document. Each redactor reads the whole list when it is made, so that
 * of the nouns only the usual ones are in it.
 */
export const composedNames: () => readonly string[] = lazy(() => [
  ...pairs(DOCUMENTS, 2, (word, of) => [`${word} ${of}`, ...inFront(word, of)]),
  ...EVERYWHERE.split(',').flatMap((word) => [...countries().keys()].map((of) => `${word} ${of}`)),
  // `kenyan_id`: not with the code of a country, which means much else beside `id`.
  ...[...countries().values()].flat().flatMap((of) => (of.length > 4 ? [`${of} id`, `${of} national id`] : [])),
]);

const composed: () => ReadonlySet<string> = lazy(
  () =>
    new Set(
      [...sureNames(), ...pairs(SURE_DOCUMENTS, 3, inFront), ...composedNames()].map((name) =>
        name.replaceAll(' ', ''),
      ),
    ),
);
/** Nouns that stand around such a name. */
const NOUNS: ReadonlySet<string> = new Set('number no nr num nro id numero'.split(' '));

/** Whether these words are the name of a document and its country, with nouns around or without. */
export function isComposed(words: readonly string[]): boolean {
  const inner = NOUNS.has(words[0] ?? '') ? words.slice(1) : words;
  return [words, inner, inner.slice(0, -1)].some(
    (part) =>
      part.length > 1 &&
      part.length + 1 >= inner.length &&
      composed().has(part.join('')) &&
      areNouns(inner, part.length),
  );
}

function areNouns(words: readonly string[], from: number): boolean {
  return words.slice(from).every((word) => NOUNS.has(word));
}

/** Longest number of a document, with its signs. */
const LONGEST = 32;
const FEWEST = 4;
const STAMP = /^(?:(?:19|20)\d\d-?(?:0[1-9]|1[0-2])-?(?:0[1-9]|[12]\d|3[01])|1[4-9]\d{8}(?:\d{3})?$)/;

/** Whether the whole value looks like the number of a document: mostly digits, and no date. */
export function isDocumentNumber(value: string): boolean {
  if (value.length > LONGEST || !/^[A-Za-z\d][A-Za-z\d ./()-]{3,31}$/.test(value) || STAMP.test(value)) return false;
  const digits = value.replaceAll(/\D/g, '').length;
  const letters = value.replaceAll(/[^A-Za-z]/g, '').length;
  return digits >= FEWEST && letters <= digits + 1 && !/[A-Za-z]{6}/.test(value);
}
