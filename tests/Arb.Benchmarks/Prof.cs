namespace Arb.Benchmarks;
using Arb.Benchmarks.Feeds; using Arb.Benchmarks.Pipeline;
internal static class Prof { public static void Run(string n) { Feed f = n=="CMD"? new CmdFeed(28000): n=="SBO"? new SboFeed(28000): new IsportFeed(28000);
 var p=new PricePath(f); p.Open(f.Response(f.First)); var a=f.AllChanged.Select(f.Response).ToArray(); var t=Environment.TickCount64; int i=0; while(Environment.TickCount64-t<7000){ p.Take(a[i++&1]); } Console.WriteLine($"{i} {p.Told}"); } }
