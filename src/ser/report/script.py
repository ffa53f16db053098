"""What brings the figures to life: Vega whole, so that no network is needed, and a few lines of our own."""

from functools import cache

import vl_convert

FIRST = "document.documentElement.classList.add('js')"

OURS = """
(async () => {
  const page = document.documentElement;
  const options = {renderer: 'svg', actions: false, tooltip: {disableDefaultStyle: true}};
  const enliven = async (figure) => {
    const views = [];
    for (const panel of figure.querySelectorAll('.panel')) {
      const spec = JSON.parse(panel.querySelector('script').textContent);
      views.push((await vegaEmbed(panel.querySelector('.chart'), spec, options)).view);
    }
    const switches = [...figure.querySelectorAll('.legend button')];
    const change = (event) => {
      const pressed = event.currentTarget.getAttribute('aria-pressed') === 'true';
      event.currentTarget.setAttribute('aria-pressed', String(!pressed));
      const off = switches.filter((one) => one.getAttribute('aria-pressed') === 'false');
      views.forEach((view) => view.signal('off', off.map((one) => one.dataset.series)).runAsync());
    };
    switches.forEach((one) => one.addEventListener('click', change));
  };
  try {
    for (const figure of document.querySelectorAll('figure')) await enliven(figure);
    page.dataset.drawn = 'yes';
  } catch (trouble) {
    page.classList.remove('js');
    throw trouble;
  }
})();
"""


@cache
def whole() -> str:
    """Libraries and our lines as one script that may stand inside HTML."""
    bundle = str(vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;"))
    return (bundle + OURS).replace("</script", "<\\/script").replace("<!--", "<\\!--")
