// Shows the progress of an upload. The form is the same one that works without a script.
export function start(root) {
  for (const form of root.querySelectorAll("form[enctype='multipart/form-data']")) {
    if (!form.querySelector("[data-upload]")) continue;
    form.addEventListener("submit", (event) => {
      const full = [...form.querySelectorAll("input[type=file]")].filter((input) => input.files.length);
      if (event.defaultPrevented || !full.length) return;
      event.preventDefault();
      send(form, event.submitter, full[0].closest("[data-upload]"));
    });
  }
  for (const place of root.querySelectorAll("[data-upload]")) {
    for (const name of ["dragenter", "dragover"]) place.addEventListener(name, () => place.classList.add("dropping"));
    for (const name of ["dragleave", "drop"]) place.addEventListener(name, () => place.classList.remove("dropping"));
  }
}

function send(form, pressed, place) {
  const line = place.querySelector(".upload-progress");
  const bar = line.querySelector("progress");
  const words = line.querySelector("[role=status]");
  const data = new FormData(form);
  if (pressed?.name) data.append(pressed.name, pressed.value);
  const request = new XMLHttpRequest();
  line.hidden = false;
  request.upload.addEventListener("progress", ({ loaded, total, lengthComputable }) => {
    if (!lengthComputable) return;
    bar.value = (100 * loaded) / total;
    words.textContent = loaded < total ? `已上传 ${Math.floor(bar.value)}%` : "正在检查文件";
  });
  request.addEventListener("load", () => {
    // The answer is a whole page: the one after the redirect, or the form with its errors.
    const same = request.responseURL.split("#")[0] === location.href.split("#")[0];
    if (request.status < 400 && !same) {
      location.assign(request.responseURL);
      return;
    }
    document.open();
    document.write(request.responseText);
    document.close();
  });
  request.addEventListener("error", () => {
    words.textContent = "网络中断，文件没有传完。请检查网络后再点一次提交，已填的内容都还在。";
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
  });
  request.open("POST", form.action || location.href);
  request.send(data);
}
