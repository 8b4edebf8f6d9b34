using Microsoft.Playwright;
using Silo.Console.Tests.Support;
using Xunit;

namespace Silo.Console.Tests.Pages;

/// <summary>The page without a mouse, and as those hear it who do not see it.</summary>
public sealed class KeyboardTests(SharedBrowser browser)
{
    // Controls without a name, and texts that stand out too little from what is behind them (WCAG 2.2, 1.4.3 and 4.1.2).
    private const string Faults = """
        (() => {
          const faults = [];
          const seen = (e) => e.checkVisibility({ visibilityProperty: true, opacityProperty: true });
          const name = (e) => (e.getAttribute('aria-label') ?? '') + (e.getAttribute('aria-labelledby') ? document.getElementById(e.getAttribute('aria-labelledby'))?.textContent : '')
            + [...(e.labels ?? [])].map(l => l.textContent).join('') + (/^(BUTTON|A|SUMMARY)$/.test(e.nodeName) ? e.textContent : '');
          for (const e of document.querySelectorAll('button, a[href], input, select, textarea, summary, [tabindex], dialog, nav, form'))
            if (e.nodeName !== 'FORM' && name(e).trim() === '' && !(e.nodeName === 'INPUT' && e.type === 'hidden')) faults.push('no name: ' + e.outerHTML.slice(0, 120));
          const rgb = (text) => text.match(/[0-9.]+/g).map(Number);
          const light = ([r, g, b]) => [r, g, b].map(c => c / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4).reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
          const behind = (e) => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor); if (c.length === 3 || c[3] === 1) return c; } return rgb(getComputedStyle(document.documentElement).backgroundColor); };
          for (const e of document.body.querySelectorAll('*')) {
            if (!seen(e) || e.disabled || ![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
            const [a, b] = [light(rgb(getComputedStyle(e).color)), light(behind(e))].sort((x, y) => y - x);
            if ((a + 0.05) / (b + 0.05) < 4.5) faults.push('contrast ' + ((a + 0.05) / (b + 0.05)).toFixed(2) + ': ' + e.outerHTML.slice(0, 120));
          }
          return faults;
        })()
        """;

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Session_ByKeysAlone_IsBegunAnsweredAndRead(ColorScheme colours)
    {
        await using var host = await ConsoleHost.StartAsync([AgentFiles.Mender]);
        await using var person = await Person.ComeAsync(browser, host.Address, new BrowserNewContextOptions { ColorScheme = colours, ViewportSize = new ViewportSize { Width = 1280, Height = 800 } });
        var keys = person.Page.Keyboard;
        await person.OpenAsync(host.Address);
        await Assertions.Expect(person.Page.Locator("#who")).ToContainTextAsync("Development");
        Assert.Empty(await person.Page.EvaluateAsync<string[]>(Faults));
        await keys.PressAsync("Tab");
        Assert.Equal("Skip to the prompt", await FocusedAsync(person));

        await keys.PressAsync("Alt+KeyN");
        await Assertions.Expect(person.Page.Locator("#agent option")).ToHaveCountAsync(1);
        Assert.Empty(await person.Page.EvaluateAsync<string[]>(Faults));
        await keys.PressAsync("Tab");
        await keys.TypeAsync("By keys");
        await keys.PressAsync("Enter");
        await person.Page.Locator("#connection[data-state=live]").WaitForAsync();
        await Assertions.Expect(person.Page.Locator("#prompt")).ToBeFocusedAsync();
        await keys.TypeAsync("Mend");
        await keys.PressAsync("Shift+Enter");
        await keys.TypeAsync("it?");
        await keys.PressAsync("Control+Enter");
        await person.Log.Locator(".approval[data-open=true]").WaitForAsync();
        Assert.Equal("Mend\nit?", await person.TextAsync(".prompt .plain"));
        await Assertions.Expect(person.Page.Locator("#said")).ToHaveTextAsync("A question waits for you: shell asks to run");
        await keys.PressAsync("Alt+KeyA");
        Assert.Equal("Approve", await FocusedAsync(person));
        await keys.PressAsync("Enter");
        await person.TurnEndsAsync();
        await Assertions.Expect(person.Page.Locator("#said")).ToHaveTextAsync("The turn has ended.");
        await keys.PressAsync("Alt+KeyU");
        await person.Log.Locator(".diff .come").First.WaitForAsync();
        await person.Log.Locator(".text.rich td").First.WaitForAsync();
        Assert.Empty(await person.Page.EvaluateAsync<string[]>(Faults));

        await keys.PressAsync("Alt+KeyF");
        await person.Find(AriaRole.Button, "src/").FocusAsync();
        await keys.PressAsync("Enter");
        await person.Find(AriaRole.Button, "total.sh").FocusAsync();
        await keys.PressAsync("Enter");
        await Assertions.Expect(person.Page.Locator("#file-get")).ToBeFocusedAsync();
        Assert.Empty(await person.Page.EvaluateAsync<string[]>(Faults));
        await keys.PressAsync("Escape");
        await keys.PressAsync("Alt+KeyS");
        Assert.StartsWith("By keys", await FocusedAsync(person), StringComparison.Ordinal);
        await keys.PressAsync("?");
        await Assertions.Expect(person.Page.Locator("#keys")).ToBeVisibleAsync();
        Assert.Empty(await person.Page.EvaluateAsync<string[]>(Faults));
        await keys.PressAsync("Escape");
        await Assertions.Expect(person.Page.Locator("#keys")).Not.ToBeVisibleAsync();

        foreach (var (role, name) in new[] { (AriaRole.Navigation, "Sessions"), (AriaRole.Log, "Conversation"), (AriaRole.Form, "Prompt") }) Assert.True(await person.Find(role, name).IsVisibleAsync(), $"There is no {role} {name}.");
        Assert.Equal("polite", await person.Log.GetAttributeAsync("aria-live"));
        await person.AssertCalmAsync();
    }

    private static async Task<string> FocusedAsync(Person person) => (await person.Page.EvaluateAsync<string>("document.activeElement.textContent")).Trim();
}
