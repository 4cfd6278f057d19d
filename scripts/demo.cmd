@echo off
rem Builds what is needed and runs `arb demo` with the given arguments, e.g. scripts\demo --for 60. Needs the .NET 10 SDK and nothing else.
setlocal EnableExtensions
for %%r in ("%~dp0..") do set "root=%%~fr"
call "%~dp0setup.cmd"
if errorlevel 1 exit /b 4

set "log=%TEMP%\arb-demo-build-%RANDOM%.log"
echo building ...
call dotnet build "%root%\src\Arb.Host\Arb.Host.csproj" -c Release --nologo -v quiet > "%log%" 2>&1
if errorlevel 1 (
  type "%log%" 1>&2
  del "%log%"
  echo scripts\demo: the build failed 1>&2
  exit /b 4
)
del "%log%"
echo built
call dotnet "%root%\src\Arb.Host\bin\Release\net10.0\arb.dll" demo %*
exit /b %errorlevel%
