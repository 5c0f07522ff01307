// What stands around the name of a password or a code, in the languages of the world.

/** A word that means any code: what stands around it decides. */
export const CODE_WORDS: ReadonlySet<string> = new Set(
  'code codes código codigo codice kod kode kód код коду codul cod koodi koodisi koden kodunuz kodun kodu קוד הקוד کد كود mã कोड kodas kood رمزك kódod'.split(
    ' ',
  ),
);

/** Between a name and its value: who owns it, and `is`. */
export const TOLD_LINKS =
  'ir yra yw estas është је é è és es este e е є je — – είναι הוא היא هي هو است ialah adalah là ni langu yako है są ist: foi fue était était: lautete bila je: budi olarak';
/** Of these one alone says nothing. */
export const TOLD_FILLERS =
  "mi tu su nuestra nueva minha meu sua seu nova anda saya kami din dit ditt mitt min mea ta tău ми мой ваш ваша мне μου σου σας שלי שלך שלכם الخاص الخاصة بك بي لديك من شما ما tôi bạn tui wifi wi-fi antiga provisória temporária atual anterior antigua vieja temporal actual nuova vecchia temporanea temporaire provisoire actuel alte altes neues tijdelijke nieuwe oude nueva nouveau nya gamla новый старый временный langu yangu wangu jest le la nya kamu d'ordine è: accesso";
/** They begin what a secret is for. */
export const TOLD_OPENERS =
  'di van fra fra: per do da dla od do za от для к до за pentru til till för til med para لـ ל של لـ برای untuk bagi cho của ya wa de';

/** A person's words for `your`, behind which a bare `code` is one of these. */
export const YOURS =
  'tu|su|seu|teu|votre|ton|tuo|suo|ihr|dein|euer|je|jouw|uw|din|ditt|deres|twój|váš|tvůj|váš|vaš|tvoj|ваш|твой|вашия|твоя|твій|tău|dvs|sizin|az ön|your';

/** Last letters of the words for passwords, keys and codes in scripts that put no blank behind a word (`unspaced.ts`). */
export const UNSPACED_ENDS = '码碼令钥鑰鍵ドズ号ン호번드키큰นบ';
