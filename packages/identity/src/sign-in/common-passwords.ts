/**
 * What is tried first of what is long enough, and words that are long enough only with digits and signs around them: in
 * lower case. Own knowledge of the commonest; no copy of a published list, and no substitute for one.
 */
export const commonPasswords: ReadonlySet<string> = new Set(
  `password passwordpassword passwort passwortpasswort motdepasse contrasena contrasenya parola senha wachtwoord
  passwd passphrase mypassword yourpassword newpassword oldpassword adminpassword rootpassword userpassword
  password1234 password12345 password123456 passw0rd1234 p@ssw0rd1234 p@ssword1234 p@$$w0rd1234 password2024
  password2025 password2026 password2027 passwordpassword1 password!234 changeme changemenow changeit changeme1234
  changeme12345 letmein letmeinnow letmeinplease letmein12345 welcome welcomehome welcomeback welcome12345
  welcome123456 administrator admin adminadmin adminadminadmin admin1234567 admin12345678 administrator1 rootroot
  rootrootroot toor superuser supervisor operator default defaultpassword guestguest testtest testtesttest testing
  testing12345 test12345678 qwerty qwertyuiop qwertyuiopas qwertyqwerty qwerty123456 qwerty1234567 qwertyuiop12
  qwertyuiop123 qwertzuiopas qwertz azerty azertyuiop asdfghjkl asdfghjkl123 zxcvbnm zxcvbnmasdfg zxcvbnm12345
  1qaz2wsx3edc 1qaz2wsx3edc4rfv 1q2w3e4r5t6y 1q2w3e4r5t6y7u q1w2e3r4t5y6 qazwsxedcrfv qazwsxedc123 !qaz2wsx#edc
  zaq12wsxcde3 123qweasdzxc qweasdzxc123 1234qwerasdf abc123abc123 abcd1234abcd abcd12345678 abcdefg12345 aa1234567890
  a1b2c3d4e5f6 123456789abc 123456789qwe 1234567890qw 123123123123 112233445566 111222333444 147258369147
  iloveyou iloveyouforever iloveyou1234 ilovemyself sunshine sunshine1234 princess princess1234 football football1234
  baseball baseball1234 basketball basketball12 superman superman1234 batman batman123456 dragon dragon123456
  monkey monkey123456 master master123456 shadow shadow123456 michael michael12345 jessica jessica12345 charlie
  charlie12345 liverpool liverpoolfc arsenal chelsea chelseafc barcelona realmadrid manchester manchesterunited
  starwars starwars1234 pokemon pokemon12345 minecraft minecraft123 whatever whatever1234 trustno trustno1trustno1
  computer computer1234 internet internet1234 secret secretsecret secret123456 topsecret topsecret123 mysecret
  correcthorsebatterystaple correct-horse-battery-staple company companyname company12345 security security1234
  ringwall ringwallringwall ringwall1234 ringwalladmin openai anthropic
  summer summertime winter wintertime spring springtime autumn january february march april june july august september
  october november december monday tuesday wednesday thursday friday saturday sunday
  germany deutschland schalke schalke04 hallohallo hallo hallo1234567 schatz schatzi schatz123456 passwort1234
  passwort12345 passwort123456 france marseille bonjour bonjour12345 azerty123456 soleil doudou italia juventus
  forzajuve españa barcelona1234 realmadrid12 password¡ america americaamerica newyork newyorkcity london londonlondon
  chocolate chocolate123 cheesecake butterfly butterfly123 blink182blink182 nothing nothing12345 forever forever12345
  jesuschrist jesuslovesme godisgood godisgood123 blessed blessed12345 jordan jordan23 michaeljordan ferrari
  ferrari12345 mercedes mercedes1234 porsche porsche911 corvette mustang mustang12345 harley harleydavidson`.split(
    /\s+/,
  ),
);
