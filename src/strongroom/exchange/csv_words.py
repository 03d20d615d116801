# SPDX-License-Identifier: GPL-3.0-or-later
"""What columns are called, in many languages: words that people and programs write above them.

Words are compared without case, accents, spaces and punctuation.
"""

import re
from collections.abc import Iterable

from strongroom.exchange.csv_targets import Target
from strongroom.model.folding import fold

_WORDS: dict[Target, str] = {
    Target.TITLE: """
        title name entry entryname label account accountname item itemname service nickname
        displayname site sitename sitetitle recordname secretname description1 caption
        titel bezeichnung eintrag dienst konto kontoname anwendung
        titre intitule nom libelle compte
        titulo nombre cuenta servicio entrada etiqueta
        titolo nome voce servizio conto
        naam omschrijving rekening
        conta servico
        tytul nazwa usluga nazev nimi namn tittel navn ad baslik cim nev
        название имя заголовок 名称 タイトル 名前 标题
    """,
    Target.USERNAME: """
        username user userid login loginname loginid loginusername userlogin account1 id
        signin emailusername usernameemail loginemail emailorusername accountid member
        benutzer benutzername nutzername anmeldename kennung benutzerkennung login1
        utilisateur nomdutilisateur identifiant
        usuario nombredeusuario nombreusuario identificador
        utente nomeutente identificativo
        gebruiker gebruikersnaam inlognaam
        nomedeusuario utilizador nomedeutilizador
        uzytkownik nazwauzytkownika uzivatel uzivatelskejmeno kayttajatunnus kayttajanimi
        anvandarnamn brugernavn brukernavn kullaniciadi felhasznalonev
        логин пользователь имяпользователя ユーザー名 用户名 帐号 账号
    """,
    Target.PASSWORD: """
        password pass passwd passwort pwd pw passphrase loginpassword userpassword
        kennwort passwort losung motdepasse mdp contrasena clave contrasenia
        parola chiave parolachiave passworddordine wachtwoord senha palavrapasse palavrachave
        haslo heslo salasana losenord adgangskode kodeord passord sifre jelszo
        пароль パスワード 密码 密碼
    """,
    Target.WEBSITE: """
        url urls uri uris link website websites web webpage webaddress websiteaddress siteurl
        websiteurl loginurl loginuri hostname host domain homepage address1 weburl internetaddress
        webseite internetadresse webadresse adresse1 netzadresse siteweb lien adresseweb
        sitioweb paginaweb enlace direccionweb sitoweb indirizzoweb collegamento
        webpagina webadres enderecoweb endereco1 strona stronainternetowa adreswww
        сайт адрессайта 网址 网站 ウェブサイト
    """,
    Target.OTP: """
        otp totp otpauth otpurl otpsecret twofasecret 2fa 2fasecret mfa mfasecret totpsecret
        totpseed logintotp onetimepassword onetimecode authenticator authenticatorkey
        verificationcode twofactor twofactorsecret einmalpasswort einmalkennwort
        motdepasseunique contrasenadeunsolouso
    """,
    Target.NOTES: """
        notes note comment comments memo remark remarks extra description info information
        additionalinfo details freetext text
        notizen notiz bemerkung bemerkungen kommentar kommentare anmerkung beschreibung
        remarque remarques commentaire commentaires notas nota comentario comentarios
        observaciones descripcion descrizione commento commenti opmerking opmerkingen notities
        notitie observacoes descricao uwagi notatka notatki opis poznamka poznamky
        заметки примечание комментарий 备注 メモ
    """,
    Target.FOLDER: """
        folder foldername group groupname grouping category categories path collection
        collections vault directory section ordner gruppe kategorie pfad verzeichnis
        dossier groupe categorie carpeta grupo categoria ruta cartella gruppo percorso
        map groep pasta folderu grupa kategoria slozka skupina папка группа категория 文件夹
    """,
    Target.TAGS: """
        tags tag labels keywords schlagworte schlagworter stichworte etiketten etiquettes
        motscles etiquetas etichette trefwoorden tagi znaczniki метки теги 标签 タグ
    """,
    Target.FAVOURITE: """
        favorite favourite fav favorites starred star isfavorite favorit favori favorito
        preferito favoriet ulubione избранное
    """,
    Target.CREATED: """
        created creationdate createdat createtime datecreated timecreated creationtime added
        dateadded createdon erstellt erstelltam erstellungsdatum creele datedecreation cree
        creado fechadecreacion creato datadicreazione aangemaakt criado datadecriacao utworzono
        создано
    """,
    Target.MODIFIED: """
        modified lastmodified modifieddate updated updatedat modifytime datemodified
        lastupdated lastchanged timepasswordchanged modifiedat modificationdate changed
        geandert geaendert geandertam anderungsdatum letzteanderung modifiele modifie
        datedemodification modificado fechademodificacion modificato gewijzigd zmodyfikowano
        изменено
    """,
    Target.EXPIRES: """
        expires expiry expirydate expirationdate expiration validuntil expiresat gultigbis
        lauftab ablaufdatum expirele expira caduca scadenza verlooptop wygasa
    """,
    Target.EMAIL: """
        email emailaddress mail mailaddress emailadresse mailadresse courriel adresseemail
        adressemail correo correoelectronico indirizzoemail emailadres correioeletronico
        adresemail почта электроннаяпочта 邮箱 メール メールアドレス
    """,
    Target.PHONE: """
        phone phonenumber telephone mobile mobilephone cell cellphone tel telefon
        telefonnummer handy mobil portable telefono movil cellulare telefoon telefone celular
        телефон 电话
    """,
    Target.CARD_HOLDER: """
        cardholder cardholdername nameoncard karteninhaber titulaire titulardelatarjeta
        titular intestatario kaarthouder
    """,
    Target.CARD_NUMBER: """
        cardnumber creditcardnumber creditcard ccnumber ccnum kartennummer kreditkartennummer
        numerodecarte numerodetarjeta numerocarta kaartnummer numerodocartao
    """,
    Target.CARD_EXPIRES: "cardexpiry cardexpires ccexp expirymonth cardexpirationdate",
    Target.CARD_CODE: "cvv cvc cvv2 csc cccsc securitycode cardcode prufziffer codedesecurite",
    Target.CARD_PIN: "pin pincode cardpin",
    Target.NAME: "fullname vollername vorundnachname nomcomplet nombrecompleto nomecompleto",
    Target.BIRTHDAY: """
        birthday birthdate dateofbirth dob geburtstag geburtsdatum datedenaissance
        fechadenacimiento datadinascita geboortedatum datadenascimento dataurodzenia
    """,
    Target.STREET: """
        street streetaddress addressline1 strasse strasseundhausnummer rue calle via straat rua
    """,
    Target.POSTCODE: """
        postcode zip zipcode postalcode plz postleitzahl codepostal codigopostal cap cep
    """,
    Target.CITY: "city town stadt ville ciudad citta stad woonplaats cidade miasto город",
    Target.COUNTRY: "country land pays pais paese nazione kraj страна",
    Target.DOCUMENT: "passport passportnumber idnumber reisepass ausweisnummer ssn",
    Target.NETWORK: "ssid networkname wifiname wlanname netzwerkname",
    Target.API_KEY: "apikey apitoken accesskey accesstoken secretkey",
}
_TARGET_OF = {
    re.sub(r"\W|_", "", fold(word)): target
    for target, words in _WORDS.items()
    for word in words.split()
}
_PARTS = re.compile(r"(?<=[a-z])(?=[A-Z])|[\W_]+")
_LONGEST = 64  # characters of a name that means something
_NAMED_BY_LAST = frozenset({Target.PASSWORD, Target.WEBSITE, Target.USERNAME, Target.OTP})


def target_named(name: str) -> Target | None:
    """Return what a column of that name becomes, None where the name says nothing."""
    if len(name) > _LONGEST:
        return None
    parts = [part for part in (_squeezed(part) for part in _PARTS.split(name)) if part]
    whole = _TARGET_OF.get("".join(parts))
    if whole or not parts:
        return whole
    last = (_TARGET_OF.get("".join(parts[-number:])) for number in (2, 1))
    return next((target for target in last if target in _NAMED_BY_LAST), None)


def names_known(names: Iterable[str]) -> int:
    """Return how many of the texts are names of columns."""
    return sum(target_named(name) is not None for name in names)


def _squeezed(text: str) -> str:
    return re.sub(r"\W|_", "", fold(text))
