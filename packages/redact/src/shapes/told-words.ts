import { CODE_WORDS } from './told-links.ts';

// How the languages of the world name a password and a one-time code, as their sentences inflect the words.

function list(names: string): readonly string[] {
  return names.split(',').map((name) => name.trim());
}

/** Forms of the words for a password beside those that name a field. */
const INFLECTED: readonly string[] = list(
  'lykilorðið, lykilorðinu, aðgangsorðið, 비밀번호는, 비밀번호가, 암호는, 패스워드는, סיסמת, סיסמתי, كلمة مرور, sandi, contraseñas, senhas, palavra de passe, palabra clave, password di accesso, parola d ordine, passwörter, passwortes, kennwörter, wachtwoorden, lösenordet, lösenorden, passordet, adgangskoden, adgangskoder, salasanani, salasanasi, salasanan, hasła, hasłem, hasłu, hesla, heslem, heslo, jelszavam, jelszavad, jelszava, jelszavát, jelszavunk, jelszót, parolele, parolei, lozinku, lozinke, lozinkom, geslom, паролем, пароля, паролю, паролата, паролата ми, şifrem, şifren, şifreniz, şifremiz, şifresi, şifrenizi, parolam, parolanız, parolası, הסיסמה, הסיסמא, סיסמא, כלמת סתר, كلمة السر, كلمة سر, رمز عبور, گذرواژه, رمز ورود, kata laluan, katalaluan, mật mã, पासवर्ड, пасворд, nywila, 비번, 암호, 패스워드, 密語, 登録パスワード',
);

/** The word in further languages, by script: Latin, Cyrillic, Greek and Armenian, Georgian, and those of South and East Asia. */
const FURTHER: readonly string[] = list(
  'mima, новый пароль, старый пароль, новий пароль, пинкод, пин код, 合言葉, nowe hasło, nowe haslo, nueva contraseña, nova senha, nouveau mot de passe, nuova password, neues passwort, yeni şifre, fjalëkalimi, fjalëkalim, fjalekalimi, fjalekalim, aðgangsorð, adgangsord, salasõna, salasona, tunnussana, zaporka, contrasinal, pasvorto, pasfhocal, cyfrinair, kontrasenyas, neno la siri, neno siri, gakoa ezkutua, clau secreta, clau privada, clave secreta, skrivni ključ, skrivni kljuc, zasebni ključ, slepenā atslēga, slepena atslega, slaptas raktas, slaptasis raktas, salajane võti, salajane voti, leynilykill, eochair rúnda, allwedd gyfrinachol, wachtzin, wachtwoordzin, toegangswoord, losungswort, pasvorte, passwuert, loyniorð, şîfre, parol, maxfiy parol, açar söz, açarsöz, gizli söz, phasewete, iphasiwedi, igama lokugqitha, ọrọ igbaniwọle, kalmar sirri, lambar sirri, fehezanteny, kupuhipa, ʻōlelo huna, upu faataga',
);
const FURTHER_SCRIPTS: readonly string[] = list(
  'гасло, құпиясөз, құпия сөз, сырсөз, сыр сөз, сырсүз, нууц үг, гузарвожа, парол, рамз, таен збор, лозинката, συνθηματικό, συνθηματικο, κωδικό πρόσβασης, μυστικό κλειδί, գաղտնաբառ, գաղտնաբառը, պաროլ, პაროლი, პაროლია, საიდუმლო სიტყვა, پاس ورڈ, پاسورڈ, خفیہ کوڈ, پټنوم, تێپەڕەوشە, পাসওয়ার্ড, গোপন নম্বর, গুপ্ত শব্দ, கடவுச்சொல், పాస్‌వర్డ్, పాస్వర్డ్, సంకేతపదం, ಪಾಸ್‌ವರ್ಡ್, ಗುಪ್ತಪದ, പാസ്‌വേഡ്, രഹസ്യവാക്ക്, પાસવર્ડ, ਪਾਸਵਰਡ, ପାସୱାର୍ଡ, पासवर्ड्, संकेतशब्द, कूटशब्द, परवलीचा शब्द, මුරපදය, စကားဝှက်, ពាក្យសម្ងាត់, លេខសម្ងាត់, ລະຫັດຜ່ານ, የይለፍ ቃል, የሚስጥር ቃል, གསང་ཚིག',
);

/** How a password is called, beside the names that `key-names.ts` has. */
export const PASSWORD_FORMS: readonly string[] = [...INFLECTED, ...FURTHER, ...FURTHER_SCRIPTS];

/** Names of codes that are sent to be typed in once. */
export const CODE_NAMES: readonly string[] = list(
  'codigo verificacion, codigo seguranca, codigo acceso, codigo acesso, codice pin, kod pin, codigo pin, code pin, ihre tan, deine tan, sms tan, push tan, chip tan, código de confirmación, código de acceso, código de activación, código de autenticación, código de un solo uso, código de confirmação, código de segurança, código de acesso, código de ativação, código de uso único, código sms, código otp, code de validation, code d authentification, code d activation, code de connexion, code à usage unique, codice di conferma, codice di sicurezza, codice di accesso, codice di attivazione, codice di autenticazione, codice monouso, codice otp, aktivierungscode, freischaltcode, authentifizierungscode, verificatiecode, bevestigingscode, beveiligingscode, toegangscode, inlogcode, activatiecode, eenmalige code, verifieringskod, verifikationskod, bekräftelsekod, säkerhetskod, engångskod, inloggningskod, aktiveringskod, bekræftelseskode, bekræftelseskoden, verifikationskode, sikkerhedskode, engangskode, aktiveringskode, bekreftelseskode, bekreftelseskoden, verifiseringskode, verifiseringskoden, sikkerhetskode, påloggingskode, vahvistuskoodi, vahvistuskoodisi, turvakoodi, todennuskoodi, kertakäyttökoodi, kertakoodi, kod weryfikacyjny, kod potwierdzający, kod potwierdzenia, kod autoryzacyjny, kod jednorazowy, kod dostępu, kod aktywacyjny, kod sms, ověřovací kód, potvrzovací kód, autorizační kód, bezpečnostní kód, jednorázový kód, overovací kód, potvrdzovací kód, autorizačný kód, ellenőrző kód, ellenőrző kódod, ellenőrző kódja, megerősítő kód, megerősítő kódod, megerősítő kódja, hitelesítő kód, hitelesítő kódja, biztonsági kód, biztonsági kódja, belépési kód, cod de verificare, codul de verificare, codul tău de verificare, codul dvs de verificare, cod de confirmare, codul de confirmare, cod de securitate, codul de securitate, codul de activare, kod za potvrdu, kod za verifikaciju, verifikacijski kod, potvrditvena koda, код за потвърждение, код за верификация, код за сигурност, код подтверждения, код проверки, код доступа, код авторизации, код активации, код безопасности, код входа, код для входа, проверочный код, одноразовый код, одноразовый пароль, смс код, смс-код, код підтвердження, код перевірки, код доступу, код авторизації, одноразовий код, κωδικός επαλήθευσης, κωδικός επιβεβαίωσης, κωδικός ασφαλείας, κωδικός μίας χρήσης, doğrulama kodu, doğrulama kodun, doğrulama kodunuz, doğrulama kodunuzdur, onay kodu, onay kodun, onay kodunuz, onay kodunuzdur, güvenlik kodu, güvenlik kodunuz, aktivasyon kodu, aktivasyon kodunuz, giriş kodunuz, tek kullanımlık kod, tek kullanımlık şifre, tek kullanımlık şifreniz, קוד אימות, קוד האימות, קוד אישור, קוד האישור, קוד כניסה, קוד הכניסה, קוד הזיהוי, קוד חד פעמי, رمز التحقق, رمز التأكيد, رمز التفعيل, رمز الأمان, كود التحقق, كود التفعيل, کد تایید, کد تأیید, کد ورود, کد فعال سازی, کد امنیتی, کد یکبار مصرف, kode verifikasi, kode otp, kode konfirmasi, kode aktivasi, kode keamanan, kode rahasia, kod pengesahan, kod keselamatan, kod otp, mã xác minh, mã xác nhận, mã xác thực, mã otp, mã bảo mật, mã kích hoạt, सत्यापन कोड, पुष्टि कोड, सुरक्षा कोड, ओटीपी, याचाइकरण कोड, যাচাইকরণ কোড, சரிபார்ப்புக் குறியீடு, nambari ya uthibitishaji, nambari yako ya uthibitishaji, msimbo wa uthibitishaji, 校验码, 驗證碼, 校驗碼, 动态码, 动态密码, 動態密碼, 确认码, 激活码, 短信验证码, 認証番号, 確認コード, 検証コード, セキュリティコード, ワンタイムパスワード, ワンタイムコード, 인증 코드, 확인 코드, 보안 코드, 일회용 비밀번호, รหัสยืนยัน, รหัส otp, รหัสตรวจสอบ',
);

/** Last words of names that `key-names.ts` has. */
const MORE =
  'laluan khẩu πρόσβασης κωδικός סיסמה المرور शब्द sandi lozinka geslo nenosiri slaptažodis kodeord parool lykilorð лозинка wagwoord contrasenya pasahitza cyfrinair parole parolă şifre sifre mật jeton';

/** Last words of these names, as a running text is asked for them. */
export function toldWords(): readonly string[] {
  const names = [...PASSWORD_FORMS, ...CODE_NAMES].map((name) => name.split(/[ -]/).at(-1) ?? '');
  return [...new Set([...names, ...CODE_WORDS, ...MORE.split(' ')])];
}
