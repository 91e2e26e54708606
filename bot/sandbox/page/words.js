// The page's own words, in the three languages that it speaks. The bot's words come from the bot.

import { state } from "./store.js";

export const LANGUAGES = { "en-US": "English", de: "Deutsch", ja: "日本語" };

const WORDS = {
  title: [
    "Sandbox: a stand-in, not Discord",
    "Sandbox: ein Ersatz, nicht Discord",
    "サンドボックス：Discord の代用品",
  ],
  notice: [
    "This is a stand-in for trying {bot} on this computer. It is not Discord.",
    "Dies ist ein Ersatz, um {bot} auf diesem Rechner auszuprobieren. Es ist nicht Discord.",
    "これは、このコンピューターで {bot} を試すための代用品です。Discord ではありません。",
  ],
  skip: ["Skip to the message box", "Zum Eingabefeld", "入力欄へ移動"],
  channels: ["Channels", "Kanäle", "チャンネル"],
  direct: ["Direct messages", "Direktnachrichten", "ダイレクトメッセージ"],
  messages: ["Messages in {channel}", "Nachrichten in {channel}", "{channel} のメッセージ"],
  openMenu: ["Channels and settings", "Kanäle und Einstellungen", "チャンネルと設定"],
  youAre: ["You are", "Du bist", "あなたは"],
  manager: ["May manage the server", "Darf den Server verwalten", "サーバーを管理できる"],
  language: ["Language", "Sprache", "言語"],
  theme: ["Colours", "Farben", "配色"],
  themeAuto: ["As the system", "Wie das System", "システムに合わせる"],
  themeLight: ["Light", "Hell", "ライト"],
  themeDark: ["Dark", "Dunkel", "ダーク"],
  online: ["{bot} is connected", "{bot} ist verbunden", "{bot} は接続中"],
  offline: ["{bot} is not connected", "{bot} ist nicht verbunden", "{bot} は未接続"],
  lost: [
    "The sandbox does not answer. Trying again…",
    "Die Sandbox antwortet nicht. Neuer Versuch …",
    "サンドボックスが応答しません。再試行中…",
  ],
  welcome: ["Welcome to #{channel}", "Willkommen in #{channel}", "#{channel} へようこそ"],
  welcomeDirect: [
    "Direct messages with {bot}",
    "Direktnachrichten mit {bot}",
    "{bot} とのダイレクトメッセージ",
  ],
  welcomeHow: [
    "Type / or press “Commands” to see what {bot} can do. Photos can be dropped, pasted, or picked from the samples.",
    "Tippe / oder wähle „Befehle“, um zu sehen, was {bot} kann. Fotos lassen sich ablegen, einfügen oder aus den Beispielen wählen.",
    "/ を入力するか「コマンド」を押すと、{bot} の機能が表示されます。写真はドロップ、貼り付け、またはサンプルから選べます。",
  ],
  commands: ["Commands", "Befehle", "コマンド"],
  write: [
    "Message {channel}, or / for commands",
    "Nachricht an {channel}, oder / für Befehle",
    "{channel} へメッセージ（/ でコマンド）",
  ],
  send: ["Send", "Senden", "送信"],
  attach: ["Add a photo", "Foto hinzufügen", "写真を追加"],
  samples: ["Sample photos", "Beispielfotos", "サンプル写真"],
  useSample: ["Use the sample {name}", "Beispiel {name} verwenden", "サンプル {name} を使う"],
  noCommands: ["No command matches.", "Kein Befehl passt.", "該当するコマンドはありません。"],
  noBotCommands: [
    "{bot} has no commands here yet.",
    "{bot} hat hier noch keine Befehle.",
    "{bot} のコマンドはまだありません。",
  ],
  optional: ["Optional", "Optional", "任意"],
  required: ["required", "nötig", "必須"],
  cancelCommand: ["Leave this command", "Befehl verlassen", "コマンドをやめる"],
  choosePhoto: [
    "Choose, drop or paste a photo",
    "Foto wählen, ablegen oder einfügen",
    "写真を選択・ドロップ・貼り付け",
  ],
  removeFile: ["Remove {name}", "{name} entfernen", "{name} を外す"],
  uploading: ["Uploading…", "Wird hochgeladen …", "アップロード中…"],
  tooLarge: [
    "{name} is larger than {limit}.",
    "{name} ist größer als {limit}.",
    "{name} は {limit} を超えています。",
  ],
  uploadFailed: [
    "{name} could not be uploaded.",
    "{name} konnte nicht hochgeladen werden.",
    "{name} をアップロードできませんでした。",
  ],
  dropHere: ["Drop the photo anywhere", "Foto irgendwo ablegen", "写真をここにドロップ"],
  loading: ["Loading…", "Wird geladen …", "読み込み中…"],
  noChoices: ["Nothing matches.", "Nichts passt.", "一致するものがありません。"],
  choicesFailed: [
    "Loading the choices failed.",
    "Die Auswahl konnte nicht geladen werden.",
    "候補を読み込めませんでした。",
  ],
  yes: ["True", "Ja", "はい"],
  no: ["False", "Nein", "いいえ"],
  thinking: ["{bot} is thinking", "{bot} denkt nach", "{bot} が考え中"],
  sending: ["Sending the command…", "Befehl wird gesendet …", "コマンドを送信中…"],
  typing: ["{bot} is typing…", "{bot} schreibt …", "{bot} が入力中…"],
  used: ["{person} used", "{person} benutzte", "{person} が使用："],
  noAnswer: [
    "The application did not respond",
    "Die Anwendung hat nicht reagiert",
    "アプリケーションが応答しませんでした",
  ],
  failed: [
    "This interaction failed",
    "Diese Interaktion ist fehlgeschlagen",
    "インタラクションに失敗しました",
  ],
  modalFailed: [
    "Something went wrong. Please try again.",
    "Etwas ist schiefgegangen. Bitte versuche es noch einmal.",
    "問題が発生しました。もう一度お試しください。",
  ],
  onlyYou: ["Only you can see this", "Nur du kannst das sehen", "あなただけに表示されています"],
  dismiss: ["Dismiss message", "Nachricht verwerfen", "メッセージを閉じる"],
  app: ["APP", "APP", "アプリ"],
  apps: ["Apps", "Apps", "アプリ"],
  more: ["More", "Mehr", "その他"],
  noApps: [
    "No message commands here",
    "Keine Nachrichtenbefehle hier",
    "メッセージコマンドはありません",
  ],
  copyText: ["Copy text", "Text kopieren", "テキストをコピー"],
  newest: ["Jump to the newest message", "Zur neuesten Nachricht", "最新のメッセージへ"],
  openPicture: ["Open picture: {name}", "Bild öffnen: {name}", "画像を開く：{name}"],
  picture: ["Picture {at} of {all}", "Bild {at} von {all}", "画像 {at} / {all}"],
  next: ["Next picture", "Nächstes Bild", "次の画像"],
  previous: ["Previous picture", "Voriges Bild", "前の画像"],
  close: ["Close", "Schließen", "閉じる"],
  cancel: ["Cancel", "Abbrechen", "キャンセル"],
  submit: ["Submit", "Absenden", "送信"],
  done: ["Done", "Fertig", "完了"],
  download: ["Download {name}", "{name} herunterladen", "{name} をダウンロード"],
  original: ["Open the original", "Original öffnen", "元の画像を開く"],
  spoiler: ["Spoiler", "Spoiler", "ネタバレ"],
  reveal: ["Show the spoiler", "Spoiler anzeigen", "ネタバレを表示"],
  choose: ["Choose", "Auswählen", "選択"],
  outside: ["Picture from elsewhere", "Bild von anderswo", "外部の画像"],
  none: ["None", "Keine", "なし"],
};

/** A sentence of the page in the chosen language. */
export function say(name, values = {}) {
  const at = Math.max(0, Object.keys(LANGUAGES).indexOf(state.locale));
  const all = { bot: state.bot.name, ...values };
  return WORDS[name][at].replace(/\{(\w+)\}/g, (_, key) => all[key] ?? "");
}
