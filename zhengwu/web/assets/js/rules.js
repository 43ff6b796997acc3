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

const DICTIONARY = {
  id_card(value) {
    const number = value.replaceAll(" ", "").toUpperCase();
    if (!/^[0-9]{17}[0-9X]$/.test(number)) return "身份证号码应为18位，最后一位可以是 X。";
    const part = (from, to) => Number(number.slice(from, to));
    if (!isDay(part(6, 10), part(10, 12), part(12, 14))) return "身份证号码中的出生日期不存在，请核对。";
    const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const sum = weights.reduce((total, weight, place) => total + weight * Number(number[place]), 0);
    return "10X98765432"[sum % 11] === number[17] ? "" : "身份证号码校验位不对，请逐位核对。";
  },
  uscc(value) {
    const number = value.replaceAll(" ", "").toUpperCase();
    if (size(number) !== 18) return "统一社会信用代码应为18位。";
    const wrong = "统一社会信用代码有误（不含字母 I、O、Z、S、V），请逐位核对。";
    if (!/^[0-9]{8}/.test(number) || [...number].some((one) => !ALPHABET.includes(one))) return wrong;
    const weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
    const sum = weights.reduce((total, weight, place) => total + weight * ALPHABET.indexOf(number[place]), 0);
    return ALPHABET[(31 - (sum % 31)) % 31] === number[17] ? "" : wrong;
  },
  mobile(value) {
    const number = value.replace(/[\s-]/g, "").replace(/^\+86/, "");
    return MOBILE.test(number) ? "" : "手机号码应为11位数字，以1开头。";
  },
  phone(value) {
    const compact = value.replace(/\s/g, "").replace(/^\+86/, "");
    if (MOBILE.test(compact.replaceAll("-", ""))) return "";
    return LANDLINE.test(compact) ? "" : "电话号码有误；座机请写成 0826-2345678，手机写11位数字。";
  },
  region(value) {
    return /^[1-9][0-9]{5}([0-9]{3}([0-9]{3})?)?$/.test(value) ? "" : "区划代码应为6位、9位或12位数字。";
  },
  postcode(value) {
    return /^[0-9]{6}$/.test(value) ? "" : "邮政编码应为6位数字。";
  },
  email(value) {
    return size(value) <= 254 && EMAIL.test(value) ? "" : "电子邮箱地址有误，应类似 name@example.cn。";
  },
  person_name(value) {
    if (size(value) > 50) return "姓名最多50个字。";
    return NAME.test(value) ? "" : "姓名只能写文字和间隔号“·”，请与证件上一致。";
  },
  bank_card(value) {
    const number = value.replace(/[\s-]/g, "");
    if (!/^[0-9]{12,19}$/.test(number)) return "银行账号应为12至19位数字。";
    return [16, 19].includes(number.length) && !luhn(number) ? "银行卡号校验不通过，请逐位核对。" : "";
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
  return rule.dictionary ? DICTIONARY[rule.dictionary](half(value)) : "";
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

// What stands against a value, in the server's words; "" when nothing does.
export function fault(rule, raw) {
  const found = rule.kind === "number" ? number(rule, raw) : text(rule, raw);
  if (found === null) return rule.required ? `请填写${rule.label}。` : "";
  return found && `${rule.label}：${found}`;
}
