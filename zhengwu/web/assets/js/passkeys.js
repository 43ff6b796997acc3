// Passkeys: between a form of ours and the browser's own dialog. Without a browser that can, or on
// a bare IP address (WebAuthn asks for a name), the form stays hidden and a sentence says why.
const bytes = (text) => {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
};
const text = (buffer) => {
  let plain = "";
  for (const byte of new Uint8Array(buffer)) plain += String.fromCharCode(byte);
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
};
const named = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));
const bareAddress = () => /^[\d.]+$|:/.test(location.hostname.replace(/[[\]]/g, ""));

const TROUBLES = {
  NotAllowedError: "没有完成：您取消了，或者等待超时。可以再点一次。",
  InvalidStateError: "这台设备上的通行密钥已经添加过了。",
  SecurityError: "当前网址不能使用通行密钥，请用本站的域名打开。",
};

export function start(root) {
  for (const form of root.querySelectorAll("form[data-passkey]")) {
    const unfit = form.parentElement.querySelector("[data-passkey-unfit]");
    if (!window.PublicKeyCredential || !navigator.credentials || bareAddress()) continue;
    form.hidden = false;
    unfit.hidden = true;
    // Before the guard against the second click: this form is sent by the script itself.
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      event.stopImmediatePropagation();
      if (!form.dataset.asking) ask(form);
    });
  }
}

async function ask(form) {
  const said = form.querySelector("[role=status]");
  form.dataset.asking = "1";
  said.textContent = "请按浏览器的提示操作";
  try {
    const options = JSON.parse(document.getElementById("passkey-options").textContent).publicKey;
    const answer = await (form.dataset.passkey === "create" ? created(options) : proved(options));
    form.elements.response.value = JSON.stringify(answer);
    form.submit();
  } catch (problem) {
    said.textContent = TROUBLES[problem.name] ?? "没有完成，请换一种验证方式，或稍后再试。";
    delete form.dataset.asking;
  }
}

async function created(options) {
  const made = await navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      user: { ...options.user, id: bytes(options.user.id) },
      excludeCredentials: named(options.excludeCredentials),
    },
  });
  return packed(made, {
    attestationObject: text(made.response.attestationObject),
    clientDataJSON: text(made.response.clientDataJSON),
  });
}

async function proved(options) {
  const given = await navigator.credentials.get({
    publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      allowCredentials: named(options.allowCredentials),
    },
  });
  const { authenticatorData, clientDataJSON, signature, userHandle } = given.response;
  return packed(given, {
    authenticatorData: text(authenticatorData),
    clientDataJSON: text(clientDataJSON),
    signature: text(signature),
    userHandle: userHandle ? text(userHandle) : null,
  });
}

const packed = (credential, response) => ({
  id: credential.id,
  rawId: text(credential.rawId),
  type: credential.type,
  authenticatorAttachment: credential.authenticatorAttachment ?? null,
  clientExtensionResults: {},
  response,
});
