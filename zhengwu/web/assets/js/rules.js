// The rules of a form's field in the browser: word for word those of the server, which has the last
// say. Both are run on the same generated input by a test. No DOM here.
const CONTROLS = /[\u0000-\u0008\u000b-\u000c\u000e-\u001f\u007f-\u009f\ud800-\udfff]/gu;
const clean = (text) => text.replace(/\r\n?/g, "\n").replace(CONTROLS, "").normalize("NFC");
const half = (text) => text.normalize("NFKC").trim();
const size = (text) => [...text].length;

const MOBILE = /^1[3-9][0-9]{9}$/;
const LANDLINE = /^(0[0-9]{2,3}-?)?[2-9][0-9]{6,7}(-[0-9]{1,6})?$|^(400|800)-?[0-9]{3}-?[0-9]{4}$|^1[0-9]{4}$/;
const EMAIL = /^[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+$/;
const NAME = /^[\p{L}\p{Nl}\p{No}]+([·．.\s'-]{1,2}[\p{L}\p{Nl}\p{No}]+)*$/u;
const ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY";

function isDay(year, month, day) {
  const found = new Date(Date.UTC(2000, month - 1, day));
  found.setUTCFullYear(year, month - 1, day);
  return year > 0 && found.getUTCMonth() === month - 1 && found.getUTCDate() === day;
}

function luhn(number) {
  let sum = 0;
  [...number].reverse().forEach((digit, place) => {
    const value = Number(digit) * (place % 2 ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  });
  return sum % 10 === 0;
}

// What is wrong ("" when nothing is), and the value in its normal form.
const said = (wrong, value) => [wrong, value];
const CHECKS = {
  id_card(value) {
    const number = value.replaceAll(" ", "").toUpperCase();
    if (!/^[0-9]{17}[0-9X]$/.test(number)) return said("身份证号码应为18位，最后一位可以是 X。");
    const part = (from, to) => Number(number.slice(from, to));
    if (!isDay(part(6, 10), part(10, 12), part(12, 14))) return said("身份证号码中的出生日期不存在，请核对。");
    const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const sum = weights.reduce((total, weight, place) => total + weight * Number(number[place]), 0);
    return said("10X98765432"[sum % 11] === number[17] ? "" : "身份证号码校验位不对，请逐位核对。", number);
  },
  uscc(value) {
    const number = value.replaceAll(" ", "").toUpperCase();
    if (size(number) !== 18) return said("统一社会信用代码应为18位。");
    const wrong = "统一社会信用代码有误（不含字母 I、O、Z、S、V），请逐位核对。";
    if (!/^[0-9]{8}/.test(number) || [...number].some((one) => !ALPHABET.includes(one))) return said(wrong);
    const weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
    const sum = weights.reduce((total, weight, place) => total + weight * ALPHABET.indexOf(number[place]), 0);
    return said(ALPHABET[(31 - (sum % 31)) % 31] === number[17] ? "" : wrong, number);
  },
  mobile(value) {
    const number = value.replace(/[\s-]/g, "").replace(/^\+86/, "");
    return said(MOBILE.test(number) ? "" : "手机号码应为11位数字，以1开头。", number);
  },
  phone(value) {
    const compact = value.replace(/\s/g, "").replace(/^\+86/, "");
    const bare = compact.replaceAll("-", "");
    if (MOBILE.test(bare)) return said("", bare);
    return said(LANDLINE.test(compact) ? "" : "电话号码有误；座机请写成 0826-2345678，手机写11位数字。", compact);
  },
  region(value) {
    const fits = /^[1-9][0-9]{5}([0-9]{3}([0-9]{3})?)?$/.test(value);
    return said(fits ? "" : "区划代码应为6位、9位或12位数字。", value.padEnd(12, "0"));
  },
  postcode(value) {
    return said(/^[0-9]{6}$/.test(value) ? "" : "邮政编码应为6位数字。", value);
  },
  email(value) {
    const fits = size(value) <= 254 && EMAIL.test(value);
    return said(fits ? "" : "电子邮箱地址有误，应类似 name@example.cn。", value);
  },
  person_name(value) {
    if (size(value) > 50) return said("姓名最多50个字。");
    return said(NAME.test(value) ? "" : "姓名只能写文字和间隔号“·”，请与证件上一致。", value.replaceAll("．", "·"));
  },
  bank_card(value) {
    const number = value.replace(/[\s-]/g, "");
    if (!/^[0-9]{12,19}$/.test(number)) return said("银行账号应为12至19位数字。");
    return said([16, 19].includes(number.length) && !luhn(number) ? "银行卡号校验不通过，请逐位核对。" : "", number);
  },
};

function text(rule, raw) {
  let value = clean(raw);
  if (rule.kind === "textfield") value = value.replaceAll("\n", " ");
  value = value.trim();
  if (!value) return null;
  const length = size(value);
  if (length > rule.max_length) return `最多${rule.max_length}个字，现有${length}个字。`;
  if (rule.min_length && length < rule.min_length) return `至少${rule.min_length}个字。`;
  return rule.rule ? shared(rule.rule, half(value)) : "";
}

// A rule of the field dictionary: an algorithm of its own, a length, formats.
function shared(rule, half) {
  let value = rule.upper ? half.replace(/[a-z]/g, (one) => one.toUpperCase()) : half;
  if (CHECKS[rule.check]) {
    const [wrong, normal] = CHECKS[rule.check](value);
    if (wrong) return wrong;
    value = normal;
  }
  if (size(value) < rule.least) return `至少${rule.least}个字。`;
  if (size(value) > rule.most) return `最多${rule.most}个字。`;
  const fits = !rule.patterns.length || rule.patterns.some((one) => new RegExp(one, "u").test(value));
  return fits ? "" : rule.message;
}

// A decimal as a whole number of 10^-20, so that no digit is lost in comparing.
function scaled(number) {
  const [, sign, whole, part = ""] = /^([+-]?)([0-9]*)\.?([0-9]*)$/.exec(number);
  const found = BigInt((whole || "0") + part.slice(0, 20).padEnd(20, "0"));
  return sign === "-" ? -found : found;
}

function number(rule, raw) {
  if (!raw.trim()) return null;
  const compact = half(raw).replaceAll(",", "").replaceAll(" ", "");
  if (!/^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)$/.test(compact)) return "请填写数字。";
  const value = scaled(compact);
  const most = 10n ** 35n;
  if (value >= most || value <= -most) return "数字太大或不是有效数字。";
  const decimals = (compact.split(".")[1] ?? "").length;
  if (decimals > rule.decimals) return rule.decimals ? `最多${rule.decimals}位小数。` : "请填写整数。";
  if (rule.minimum && value < scaled(rule.minimum)) return `不能小于${rule.minimum}。`;
  if (rule.maximum && value > scaled(rule.maximum)) return `不能大于${rule.maximum}。`;
  return "";
}

const DAY = /^([0-9]{4})(?:-([0-9]{1,2})-([0-9]{1,2})|\/([0-9]{1,2})\/([0-9]{1,2})|\.([0-9]{1,2})\.([0-9]{1,2})|([0-9]{2})([0-9]{2})|年([0-9]{1,2})月([0-9]{1,2})日)$/;
const CLOCK = /^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$/;

// The day as 2026-09-17, or "" where there is none.
function dayOf(value) {
  const found = DAY.exec(value)?.slice(1).filter((one) => one !== undefined);
  if (!found || !isDay(...found.map(Number))) return "";
  return `${found[0]}-${found[1].padStart(2, "0")}-${found[2].padStart(2, "0")}`;
}

function instant(rule, raw, today) {
  if (!raw.trim()) return null;
  const value = half(raw);
  if (rule.subtype === "time") return CLOCK.test(value) ? "" : "时间请写成 09:30。";
  if (rule.subtype === "datetime") {
    const fits = /^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]/.test(value) && dayOf(value.slice(0, 10)) && CLOCK.test(value.slice(11));
    return fits ? "" : "日期时间请写成 2026-09-17 09:30，并且确有这一刻。";
  }
  const day = dayOf(value);
  if (!day) return "日期请写成 2026-09-17 这样的形式，并且确有这一天。";
  if (rule.no_past && day < today) return "日期不能早于今天。";
  if (rule.no_future && day > today) return "日期不能晚于今天。";
  return "";
}

function choice(rule, raw) {
  if (!raw.trim()) return null;
  return rule.options.includes(raw) ? "" : "请从列出的选项中选择。";
}

function checklist(rule, raw) {
  const picked = (Array.isArray(raw) ? raw : [raw]).filter(Boolean);
  if (picked.some((one) => !rule.options.includes(one))) return "选择了列表之外的选项，请重新选择。";
  return picked.length ? "" : null;
}

const checkbox = (rule, raw) => (raw === true || ["true", "on", "1", "yes"].includes(String(raw).toLowerCase()) ? "" : null);

// `raw` is how many files are there.
function files(rule, raw) {
  if (!raw) return null;
  return raw > rule.most ? `最多上传${rule.most}个文件。` : "";
}

const KINDS = { number, datetime: instant, select: choice, radio: choice, checklist, checkbox, filepicker: files };

function missing(rule) {
  if (rule.kind === "checkbox") return `请勾选“${rule.label}”。`;
  if (rule.kind === "filepicker") return `请上传${rule.label}。`;
  const pick = ["select", "radio", "checklist", "datetime"].includes(rule.kind);
  return `请${pick ? "选择" : "填写"}${rule.label}。`;
}

// What stands against a value, in the server's words; "" when nothing does. `today` as 2026-09-17.
export function fault(rule, raw, today) {
  const found = (KINDS[rule.kind] ?? text)(rule, raw, today);
  if (found === null) return rule.required ? missing(rule) : "";
  return found && `${rule.label}：${found}`;
}
